import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { type App, dataPaths, openApp } from '../src/app.ts'
import { openSqliteCatalog } from '../src/catalog/sqlite/sqlite.ts'
import { toHouse } from '../src/cli/server/house.ts'
import { parseCommandLine } from '../src/config/command-line.ts'
import { loadConfig } from '../src/config/load.ts'
import { addRoutes } from '../src/http/listen.ts'
import { createServer } from '../src/http/server/server.ts'
import { type BigCatalog, fillBigCatalog } from './big-catalog.ts'
import { fromKept } from './kept.ts'
import { Keyart, type KeyartOptions } from './keyart.ts'
import { type ListKind, listKinds } from './list-kinds.ts'
import { loadGenerator } from './settings.ts'

/** Milliseconds that answers took over real HTTP from the real command, one after another. */
export interface ListRow extends ListKind {
  readonly httpP99: number
}

/**
 * Milliseconds inside the process; `processor` is what one took of the server's own thread. The
 * first answer, for which a list is found and kept, is told apart.
 */
export interface InsideRow extends ListRow {
  readonly first: number
  readonly p50: number
  readonly p99: number
  readonly processor: number
}

export interface ListsOptions {
  /** An empty folder for the catalog and the libraries' folders. */
  readonly folder: string
  readonly items: number
  /** How often each list is asked for. */
  readonly times: number
  /** So many of the slowest are measured inside the process, too. */
  readonly inside: number
  readonly say?: (text: string) => void
}

/** Milliseconds from the start of the command to its first `/health` with 200. */
export interface Starting {
  /** The very first, with nothing compiled yet. */
  readonly first: number
  /** Each one after it. */
  readonly later: readonly number[]
}

export interface ListsReport {
  readonly catalog: BigCatalog
  /** Seconds that filling the catalog took, in this run or in the one that it is kept from. */
  readonly filling: number
  readonly wasKept: boolean
  readonly starting: Starting
  readonly rows: readonly ListRow[]
  /** With what a server of this catalog is started. */
  readonly server: KeyartOptions
  /** Of all requests for any list, over HTTP, in milliseconds. */
  readonly p99: number
  /** The slowest first. */
  readonly slowest: readonly InsideRow[]
}

/** Requests for a list that come first: it is found and kept. */
const unmeasured = 3

/** Times that every list is asked for before, so that what is compiled as it runs is. */
const warmUps = 8

/** Starts after the first, of which the median counts. */
const starts = 5

/** Asks a server with a catalog of `items` items for every kind of list. */
export async function measureLists(options: ListsOptions): Promise<ListsReport> {
  const { folder, items, times, say = () => {} } = options
  const data = join(folder, 'data')
  const flags = await layOut(folder)
  const { catalog: big, filling, wasKept } = await fill(data, items)
  say(`${big.items} items and ${big.images} images, once filled in ${Math.round(filling)} s`)
  const kinds = listKinds(big)
  const starting = await measureStarts(folder, { data, flags })
  const { rows, p99 } = await measureOverHttp({ data, flags }, kinds, times)
  say('measured over HTTP')
  const sorted = rows.toSorted((one, other) => other.httpP99 - one.httpP99)
  const slowest = await measureInside(
    [...flags, '--data', data],
    sorted.slice(0, options.inside),
    times,
  )
  return { catalog: big, filling, wasKept, starting, rows, p99, slowest, server: { data, flags } }
}

/** Folders as the configuration wants them; empty ones, of which a scan keeps what was known. */
async function layOut(folder: string): Promise<readonly string[]> {
  // The pictures are in the catalog only: nothing can be made of them.
  const flags = ['--log-level', 'info', '--no-scan-watch', '--no-prerender-enabled']
  for (const [kind, name] of Object.entries(names)) {
    const path = join(folder, 'libraries', name)
    await mkdir(path, { recursive: true })
    flags.push('--library', `${kind}:${name}=${path}`)
  }
  return flags
}

/** The libraries of `fillBigCatalog`: their ids come from kind and name. */
const names = { movies: 'Films', tvshows: 'Shows', music: 'Songs', photos: 'Photos' }

interface Filled {
  readonly catalog: BigCatalog
  /** Seconds that filling it took. */
  readonly filling: number
}

/** A large one takes minutes, and is the same each time: it is kept. */
async function fill(data: string, items: number): Promise<Filled & Pick<ListsReport, 'wasKept'>> {
  const note = 'filled.json'
  const make = async (folder: string) => {
    await mkdir(folder, { recursive: true })
    const from = performance.now()
    const catalog = await fillOne(folder, items)
    const filled: Filled = { catalog, filling: (performance.now() - from) / 1000 }
    await writeFile(join(folder, note), JSON.stringify(filled))
  }
  const sources = ['bench/big-catalog.ts', 'src/catalog', 'src/library']
  const recipe = { name: `catalog-${items}`, of: items, sources, make }
  const wasKept = items >= 10_000 && (await fromKept(data, recipe))
  if (items < 10_000) await make(data)
  const path = join(data, note)
  const filled = JSON.parse(await readFile(path, 'utf8')) as Filled
  await rm(path)
  return { ...filled, wasKept }
}

async function fillOne(data: string, items: number): Promise<BigCatalog> {
  await using catalog = await openSqliteCatalog(dataPaths(data).catalog)
  return await fillBigCatalog(catalog, items)
}

/** Without a socket in between: routes, catalog and wire objects, which block the thread. */
async function measureInside(
  flags: readonly string[],
  kinds: readonly ListRow[],
  times: number,
): Promise<readonly InsideRow[]> {
  const log = pino({ level: 'silent' })
  await using app: App = await openApp(loadConfig(parseCommandLine(flags), {}, '/'), log)
  const server = createServer(log)
  await addRoutes(server, toHouse(app))
  await server.ready()
  const rows: InsideRow[] = []
  for (const kind of kinds) {
    const { what, path } = kind
    const ask = async () => {
      const from = performance.now()
      const { statusCode, body } = await server.inject(path)
      const milliseconds = performance.now() - from
      if (statusCode !== 200)
        throw new Error(`Expected 200 for ${what}, not ${statusCode}: ${body}`)
      return milliseconds
    }
    const first = await ask()
    const taken: number[] = []
    const before = process.threadCpuUsage()
    for (let time = 0; time < times; time++) taken.push(await ask())
    const { user, system } = process.threadCpuUsage(before)
    const processor = (user + system) / 1000 / times
    const [p50, p99] = [quantile(taken, 0.5), quantile(taken, 0.99)]
    rows.push({ ...kind, first, p50, p99, processor })
  }
  await server.close()
  return rows
}

async function measureStarts(folder: string, options: KeyartOptions): Promise<Starting> {
  const compiled = join(folder, 'compiled')
  const start = async () => {
    const from = performance.now()
    await using keyart = await Keyart.start({ ...options, compiled })
    await keyart.get('/health')
    return performance.now() - from
  }
  const first = await start()
  const later = []
  for (let round = 0; round < starts; round++) later.push(await start())
  return { first, later }
}

async function measureOverHttp(
  options: KeyartOptions,
  kinds: readonly ListKind[],
  times: number,
): Promise<Pick<ListsReport, 'rows' | 'p99'>> {
  await using keyart = await Keyart.start(options)
  await keyart.scanned()
  // A process of its own: what this one holds and collects is nobody's business.
  await using load = await loadGenerator()
  const ask = async (paths: readonly string[], count: number) => {
    const requests = paths.map((path) => ({ path: encodeURI(path) }))
    const until = { kind: 'count', count } as const
    const { latencies, tally } = await load.call({
      port: keyart.port,
      connections: 1,
      requests,
      until,
    })
    if (!Object.keys(tally).every((key) => key.startsWith('200')))
      throw new Error(`Expected nothing but 200 but got ${JSON.stringify(tally)}`)
    return [...latencies]
  }
  await ask(
    kinds.map(({ path }) => path),
    warmUps * kinds.length,
  )
  const all: { readonly kind: ListKind; readonly taken: readonly number[] }[] = []
  // One after the other: more lists are asked for here than a server keeps in mind at 100,000 items.
  for (const kind of kinds) {
    await ask([kind.path], unmeasured)
    all.push({ kind, taken: await ask([kind.path], times) })
  }
  return {
    rows: all.map(({ kind, taken }) => ({ ...kind, httpP99: quantile(taken, 0.99) })),
    p99: quantile(
      all.flatMap(({ taken }) => taken),
      0.99,
    ),
  }
}

/** By the nearest rank: the smallest that at least this part of all is not above. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? NaN
}
