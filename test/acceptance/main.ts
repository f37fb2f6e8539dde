/**
 * The large form of the end-to-end tests (`npm run acceptance`): a library of 300 films and 20
 * series, every image at 20 mixed sizes, 1,000 cold requests killed in their midst, 10,000
 * malformed requests. Another program than the one that made them decodes all pictures. Prints
 * figures; exits 1 when anything is not as it must be. `--small` is for trying the script itself.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { distinctImages, ownImages, relatedImages, walkItems } from '../support/announced.ts'
import { checkAnnounced, checkSizes, type Outcome } from '../support/check-images.ts'
import { checkAnswers, checkDerivatives, killInTheMiddle } from '../support/cold.ts'
import { type Decoder, decoderPrograms, otherDecoder } from '../support/decoders.ts'
import { Keyart } from '../support/keyart.ts'
import { sendMalformed } from '../support/malformed.ts'
import { requireProgram } from '../support/programs.ts'
import { Seeded } from '../support/seeded.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeBigLibrary, type BigLibrary } from './big-library.ts'

const small = process.argv.includes('--small')
const counts = small
  ? { films: 20, series: 2, sizes: 4, cold: 200, malformed: 1000 }
  : { films: 300, series: 20, sizes: 20, cold: 1000, malformed: 10_000 }

interface Row {
  readonly step: string
  readonly figures: string
  readonly mismatches: readonly string[]
}

async function main(): Promise<number> {
  for (const program of decoderPrograms) requireProgram(program)
  const decoder = otherDecoder
  await using folder = await temporaryFolder()
  const library = await timed('draw', () => writeBigLibrary(join(folder.path, 'media'), counts))
  const options = {
    libraries: [
      { kind: 'movies', folder: library.movies.root },
      { kind: 'tvshows', folder: library.tvshows.root },
    ],
    data: join(folder.path, 'data'),
  }
  const rows: Row[] = []
  const step = async (name: string, work: () => Promise<Omit<Row, 'step'>>) => {
    const row = { step: name, ...(await timed(name, work)) }
    rows.push(row)
    for (const mismatch of row.mismatches.slice(0, 20)) console.error(`  ${mismatch}`)
  }
  {
    await using keyart = await timed('scan', () => Keyart.start(options))
    const items = await walkItems(keyart.client)
    await step('library', () => checkLibrary(keyart, library, items))
    await step('sizes', () => checkAllSizes(keyart, library, items, decoder))
    await step('not announced', async () => said(await checkAnnounced(keyart.client, items)))
    await step('malformed', async () =>
      said(
        await sendMalformed(
          keyart.url,
          items.slice(0, 50).map(({ Id }) => Id),
          {
            count: counts.malformed,
            random: new Seeded(1),
            secrets: [folder.path, fileURLToPath(new URL('../..', import.meta.url))],
          },
        ),
      ),
    )
    await step('still up', async () => ({
      figures: '',
      mismatches: [
        ...(await checkAnswers(keyart.client, somePaths(items, 20, 3), decoder)),
        ...((await keyart.stop()) === 0 ? [] : ['Expected exit code 0 after SIGTERM']),
      ],
    }))
  }
  // With a data folder of its own, so that only what was made meanwhile is decoded again.
  const killed = { ...options, data: join(folder.path, 'killed') }
  await step('killed', () => checkKilled(killed, decoder))

  console.log(`\ndecoded by ${decoder.name}`)
  for (const { step: name, figures, mismatches } of rows)
    console.log(
      `${name.padEnd(14)} ${String(mismatches.length).padStart(4)} mismatches  ${figures}`,
    )
  return rows.some(({ mismatches }) => mismatches.length > 0) ? 1 : 0
}

async function checkLibrary(
  keyart: Keyart,
  { movies, tvshows }: BigLibrary,
  items: readonly ItemDto[],
): Promise<Omit<Row, 'step'>> {
  const { problems } = await keyart.report()
  const kinds = Object.entries(Object.groupBy(items, ({ Type }) => Type))
  const announced = new Set([
    ...items.flatMap(ownImages).map(({ tag }) => tag),
    ...items.flatMap(relatedImages).map(({ tag }) => tag),
  ])
  const written = [...movies.pictures, ...tvshows.pictures]
  const missing = written.filter(([, { tag }]) => !announced.has(tag))
  return {
    figures: `${kinds.map(([kind, list]) => `${list?.length} ${kind}`).join(', ')}; ${written.length} pictures`,
    mismatches: [
      ...missing.map(([path]) => `${path} is nowhere`),
      ...(problems === 0 ? [] : [`${problems} problems`]),
    ],
  }
}

async function checkAllSizes(
  { client }: Keyart,
  { movies, tvshows }: BigLibrary,
  items: readonly ItemDto[],
  decoder: Decoder,
): Promise<Omit<Row, 'step'>> {
  const images = distinctImages([...items.flatMap(ownImages), ...items.flatMap(relatedImages)])
  const pictures = [...movies.pictures.values(), ...tvshows.pictures.values()]
  const originals = new Map(pictures.map((picture) => [picture.tag, picture]))
  const outcome = await checkSizes(client, images, originals, {
    count: counts.sizes,
    seed: 300,
    decoder,
  })
  const { figures, mismatches } = said(outcome)
  return { figures: `${images.length} images, ${figures}`, mismatches }
}

/** Paths of derivatives that no other step has made. */
function somePaths(items: readonly ItemDto[], count: number, width: number): string[] {
  const films = items.filter(({ ImageTags }) => ImageTags?.['Primary'] !== undefined)
  return Array.from({ length: count }, (_, index) => {
    const { Id } = films[index % films.length]!
    const side = width + 7 * Math.floor(index / films.length)
    return `/Items/${Id}/Images/Primary?width=${side}&format=jpg&quality=61`
  })
}

async function checkKilled(
  options: Parameters<typeof Keyart.start>[0],
  decoder: Decoder,
): Promise<Omit<Row, 'step'>> {
  const mismatches: string[] = []
  const answered: number[] = []
  let paths: string[] = []
  // Early, in the middle, late.
  for (const [round, share] of [0.1, 0.4, 0.8].entries()) {
    await using keyart = await Keyart.start(options)
    paths = somePaths(await walkItems(keyart.client), counts.cold, 301 + round)
    answered.push(await killInTheMiddle(keyart, paths, share))
    mismatches.push(...(await checkDerivatives(options.data, decoder)).mismatches)
  }
  await using keyart = await Keyart.start(options)
  mismatches.push(...(await checkAnswers(keyart.client, paths, decoder)))
  await keyart.stop()
  const { stored, mismatches: torn } = await checkDerivatives(options.data, decoder)
  return {
    figures: `killed after ${answered.join(', ')} of ${counts.cold} answers; ${stored} derivatives stored`,
    mismatches: [...mismatches, ...torn],
  }
}

function said({ requests, statuses, mismatches }: Outcome): Omit<Row, 'step'> {
  const list = [...statuses].toSorted(([a], [b]) => a - b)
  const byStatus = list.map(([status, count]) => `${count} × ${status}`).join(', ')
  return { figures: `${requests} requests: ${byStatus}`, mismatches }
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const result = await work()
  console.log(`${name.padEnd(14)} ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return result
}

process.exitCode = await main()
