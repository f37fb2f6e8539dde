import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dataPaths } from '../src/app/data-folder.ts'
import { openSqliteCatalog } from '../src/catalog/sqlite/sqlite.ts'
import { type BigCatalog, fillBigCatalog } from '../test/support/big-catalog.ts'
import { Keyart, type KeyartOptions } from '../test/support/keyart.ts'
import { fromCache } from './cached.ts'
import { type ListKind, listKinds } from './list-kinds.ts'
import { startLoad } from './load.ts'
import { percentile } from './rounds.ts'
import { ThreadClock } from './thread-clock.ts'

/** Milliseconds over HTTP from the real command, one request after another. */
export interface ListRow extends ListKind {
  /** Of the first answer, for which a list is found. */
  readonly first: number
  readonly p50: number
  readonly p99: number
  /** What one took of the server's processor time, all threads. */
  readonly processor: number
}

export interface ListsReport {
  readonly catalog: BigCatalog
  /** Seconds that filling the catalog took, in this run or in the one that it is cached from. */
  readonly filling: number
  readonly wasCached: boolean
  /** Milliseconds from the start of the command to its first `/health` with 200. */
  readonly starts: {
    /** The very first, with nothing compiled yet. */
    readonly first: number
    readonly later: readonly number[]
  }
  /** The slowest first. */
  readonly rows: readonly ListRow[]
  /** Of all requests for any list, in milliseconds. */
  readonly p99: number
}

/** Times that every list is asked for before, to warm up the JIT compiler. */
const warmUps = 8
/** Requests for a list that come right before those that count: it is found and cached. */
const unmeasured = 3
/** Starts after the first, of which the median counts. */
const starts = 5

/**
 * Asks a server with a catalog of `items` items for every kind of list, `times` times.
 *
 * @param folder an empty one, for the catalog and the libraries' folders
 */
export async function measureLists(
  folder: string,
  items: number,
  times: number,
): Promise<ListsReport> {
  const data = join(folder, 'data')
  const { catalog, filling, wasCached } = await fill(data, items)
  const options = { libraries: await makeLibraries(folder), data, args } as const
  const { first, later } = await measureStarts(options, join(folder, 'compiled'))
  const { rows, p99 } = await askForAll(options, listKinds(catalog), times)
  return { catalog, filling, wasCached, starts: { first, later }, rows, p99 }
}

// The pictures are in the catalog only: nothing can be made of them.
const args = ['--log-level', 'info', '--no-scan-watch', '--no-prerender-enabled']

/** The libraries of `fillBigCatalog`: their ids come from kind and name. */
const names = { movies: 'Films', tvshows: 'Shows', music: 'Songs', photos: 'Photos' }

/** Empty folders, of which a scan keeps what the catalog has. */
async function makeLibraries(folder: string): Promise<KeyartOptions['libraries']> {
  const libraries = Object.entries(names).map(([kind, name]) => {
    return { kind, name, folder: join(folder, 'libraries', name) }
  })
  for (const library of libraries) await mkdir(library.folder, { recursive: true })
  return libraries
}

/** A large one takes minutes, and is the same each time: it is cached. */
async function fill(
  data: string,
  items: number,
): Promise<Pick<ListsReport, 'catalog' | 'filling' | 'wasCached'>> {
  const make = async (folder: string) => {
    await mkdir(folder, { recursive: true })
    const from = performance.now()
    await using catalog = await openSqliteCatalog(dataPaths(folder).catalog)
    const big = await fillBigCatalog(catalog, items)
    const filled = { catalog: big, filling: (performance.now() - from) / 1000 }
    await writeFile(join(folder, 'filled.json'), JSON.stringify(filled))
  }
  const sources = ['test/support/big-catalog.ts', 'src/catalog', 'src/library']
  const recipe = { name: `catalog-${items}`, of: items, sources, make }
  const wasCached = items >= 10_000 && (await fromCache(data, recipe))
  if (items < 10_000) await make(data)
  const path = join(data, 'filled.json')
  const filled = JSON.parse(await readFile(path, 'utf8')) as Pick<
    ListsReport,
    'catalog' | 'filling'
  >
  await rm(path)
  return { ...filled, wasCached }
}

async function measureStarts(
  options: KeyartOptions,
  compiled: string,
): Promise<ListsReport['starts']> {
  const environment = { NODE_COMPILE_CACHE: compiled }
  const start = async () => {
    const from = performance.now()
    await using keyart = await Keyart.start({ ...options, environment, scanned: false })
    await keyart.client.json('/health')
    return performance.now() - from
  }
  const first = await start()
  const later = []
  for (let round = 0; round < starts; round++) later.push(await start())
  return { first, later }
}

async function askForAll(
  options: KeyartOptions,
  kinds: readonly ListKind[],
  times: number,
): Promise<Pick<ListsReport, 'rows' | 'p99'>> {
  await using keyart = await Keyart.start(options)
  // A process of its own: what this one holds and collects is nobody's business.
  await using load = await startLoad()
  const ask = async (paths: readonly string[]) => {
    const requests = paths.map((path) => ({ path: encodeURI(path) }))
    const call = { url: keyart.url, connections: 1, requests, expected: '200' }
    return (await load.call(call)).latencies
  }
  const repeat = (path: string, count: number) => Array.from({ length: count }, () => path)
  const paths = kinds.map(({ path }) => path)
  const first = await ask(paths)
  for (let time = 0; time < warmUps; time++) await ask(paths)
  const rows: ListRow[] = []
  const all: number[] = []
  // One after the other: more lists are asked for here than a server caches at 100,000 items.
  for (const [index, kind] of kinds.entries()) {
    await ask(repeat(kind.path, unmeasured))
    const clock = new ThreadClock(() => [keyart.pid])
    const taken = await clock.during(() => ask(repeat(kind.path, times)))
    const processor = clock.total / times
    const [p50, p99] = [percentile(taken, 50), percentile(taken, 99)]
    rows.push({ ...kind, first: first[index]!, p50, p99, processor })
    all.push(...taken)
  }
  return { rows: rows.toSorted((one, other) => other.p99 - one.p99), p99: percentile(all, 99) }
}
