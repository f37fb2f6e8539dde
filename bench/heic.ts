/**
 * `node bench/heic.ts`: what decoding a photograph of 12 megapixels costs, in seconds of processor
 * time and in memory of the renderer process, as HEIC (48 tiles, as phones write it) and as other
 * formats.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { heifOf } from '../test/support/corpus/heif-file.ts'
import { codeHevc } from '../test/support/corpus/hevc.ts'
import { bmpOfPicture } from '../test/support/corpus/bmp.ts'
import { noise, write } from '../test/support/pictures.ts'
import { openRenderer } from '../test/support/renderer.ts'
import { temporaryFolder } from '../test/support/temporary.ts'

const width = 4032
const height = 3024
const tile = 512
const columns = Math.ceil(width / tile)
const rows = Math.ceil(height / tile)

const photograph = () =>
  noise(width / 4, height / 4)
    .blur(2)
    .resize(width, height)
const tiles = await Promise.all(
  Array.from({ length: 4 }, (_, seed) =>
    codeHevc(
      noise(tile / 4, tile / 4, seed + 1)
        .blur(2)
        .resize(tile, tile),
    ),
  ),
)
const originals = {
  HEIC: heifOf(
    Array.from({ length: columns * rows }, (_, index) => tiles[index % tiles.length]!),
    { grid: { columns, width, height } },
  ),
  BMP: await bmpOfPicture(photograph()),
  JPEG: await photograph().jpeg().toBuffer(),
  AVIF: await photograph().avif({ effort: 0 }).toBuffer(),
}

await using folder = await temporaryFolder('heic')
console.log(
  '| 12 megapixels | file | look at it | make 480 x 360 | memory at most |\n| --- | --- | --- | --- | --- |',
)
for (const [name, bytes] of Object.entries(originals)) {
  const path = await write(join(folder.path, name), bytes)
  await using renderer = openRenderer({ maxSourceBytes: 200_000_000, maxSourcePixels: 120_000_000 })
  const used = () => processorSeconds(renderer.process!.pid)
  await renderer.probe(
    { path: await write(join(folder.path, 'small'), noise(40, 30).png()) },
    'scan',
  )
  const [start, atRest] = [used(), residentPeak(renderer.process!.pid)]
  const outcome = await renderer.probe({ path }, 'scan')
  if (outcome.kind !== 'image') throw new Error(`${name}: ${JSON.stringify(outcome)}`)
  const looked = used()
  const plan = {
    kind: 'derive',
    width: 480,
    height: 360,
    format: 'webp',
    quality: 90,
    animated: false,
  } as const
  await renderer.render({ path }, plan, { tag: outcome.probe.tag, priority: 'interactive' })
  const peak = residentPeak(renderer.process!.pid) - atRest
  const seconds = (from: number, to: number) => `${(to - from).toFixed(2)} s`
  console.log(
    `| ${name} | ${(bytes.length / 1e6).toFixed(1)} MB | ${seconds(start, looked)} | ${seconds(looked, used())} | ${Math.round(peak / 1e6)} MB |`,
  )
}

/** User and system time of a process, all its threads together, in seconds. */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** The largest resident set that a process had, in bytes. */
function residentPeak(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
}
