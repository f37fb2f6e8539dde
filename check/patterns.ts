/*
 * `npm run check:patterns`: that no regular expression takes more than linear time, whatever text it
 * is given. Those that were found to be good are remembered below `node_modules`.
 */
import { globSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { exemptions } from './exempt-patterns.ts'
import { faultOf } from './fault-of.ts'
import { findPatterns, type FoundPattern } from './find-patterns.ts'

const sources = '{src,demo,web,client}/**/*.{ts,tsx,js}'
const memory = 'node_modules/.cache/keyart/good-patterns.json'

type Place = FoundPattern & { readonly file: string }

const places: readonly Place[] = globSync(sources, {
  exclude: (path) => path.includes('node_modules'),
})
  .toSorted()
  .flatMap((file) => findPatterns(file, readFileSync(file, 'utf8')).map((p) => ({ ...p, file })))
const mistakes: string[] = exemptions
  .filter((exemption) => !places.some((place) => isOf(exemption, place)))
  .map(({ file, text }) => `${file}: ${text} is exempt from the check, but is not there any more`)
const good = readGood()
const still = new Set<string>()

/** Each pattern once, with the first place that has it. */
const asked = new Map<string, Place & { readonly kind: 'known' }>()
for (const place of places) {
  if (exemptions.some((exemption) => isOf(exemption, place))) continue
  if (place.kind === 'known') asked.set(keyOf(place), asked.get(keyOf(place)) ?? place)
  else mistakes.push(`${at(place)} is made of what is not in the file: it cannot be checked`)
}
const queue = [...asked]
const workers = Array.from({ length: availableParallelism() }, async () => {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [key, place] = next
    const fault = good.has(key) ? undefined : await faultOf(place.source, place.flags)
    if (fault === undefined) still.add(key)
    else mistakes.push(`${at(place)}: ${fault}`)
  }
})
await Promise.all(workers)
await mkdir(dirname(memory), { recursive: true })
await writeFile(memory, JSON.stringify([...still]))
for (const mistake of mistakes) console.error(mistake)
if (mistakes.length === 0) console.log(`${asked.size} patterns take linear time.`)
// The checker's process would be waited for.
process.exit(mistakes.length === 0 ? 0 : 1)

function isOf({ file, text }: { file: string; text: string }, place: Place): boolean {
  return place.file === file && place.text === text
}

function at({ file, line, text }: Place): string {
  return `${file}:${line}: ${text}`
}

function keyOf({ source, flags }: { source: string; flags: string }): string {
  return `/${source}/${flags}`
}

function readGood(): ReadonlySet<string> {
  try {
    return new Set(JSON.parse(readFileSync(memory, 'utf8')) as string[])
  } catch {
    return new Set()
  }
}
