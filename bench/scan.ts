import { Keyart } from './keyart.ts'
import type { FilmLibrary } from './library.ts'
import { findRenderer, processorTime } from './processes.ts'
import { type Comparison, compare, type Effort } from './rounds.ts'
import { slots, startBareSharp } from './settings.ts'

export interface ScanResult {
  readonly rate: Comparison
  readonly effort: Effort
}

/**
 * Images a second of a first scan, from the moment it starts to the moment all is recorded, by the
 * server's own clock. The start of the renderer process counts, as does that of the bare loop's.
 */
export async function measureScan(library: FilmLibrary, rounds: number): Promise<ScanResult> {
  const images = library.films.flatMap((film) => film.images)
  const paths = images.map(({ path }) => path)
  let learnt = ''
  const effort = { ours: 0, limit: 0 }
  const ours = async (): Promise<number> => {
    await using keyart = await Keyart.start(library.folder)
    const before = await processorTime([keyart.pid])
    const { startedAt, finishedAt, imagesProbed, problems } = await keyart.scanned()
    const after = await processorTime([keyart.pid, await findRenderer(keyart.pid)])
    effort.ours += after - before
    if (imagesProbed !== paths.length || problems !== 0)
      throw new Error(
        `Expected ${paths.length} images but ${imagesProbed} with ${problems} problems`,
      )
    const item = (await keyart.items()).find(({ Name }) => Name === library.films[0]!.name)
    const [[tag, blurHash] = []] = Object.entries(item?.ImageBlurHashes['Primary'] ?? {})
    learnt = `${tag} ${blurHash}`
    return (1000 * imagesProbed) / (Date.parse(finishedAt!) - Date.parse(startedAt!))
  }
  const limit = async (): Promise<number> => {
    const start = performance.now()
    await using bare = await startBareSharp()
    const { first } = await bare.call({ kind: 'probe', paths, inFlight: slots })
    const milliseconds = performance.now() - start
    effort.limit += await processorTime([bare.pid])
    const text = Buffer.from(first).toString()
    if (learnt !== '' && text !== learnt)
      throw new Error(`Expected both sides to learn the same but got ${learnt} and ${text}`)
    return (1000 * paths.length) / milliseconds
  }
  const rate = await compare(rounds, ours, limit)
  const count = rounds * paths.length
  return { rate, effort: { ours: effort.ours / count, limit: effort.limit / count } }
}
