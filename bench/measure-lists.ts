import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { type App, dataPaths, openApp } from '../src/app.ts'
import { openSqliteCatalog } from '../src/catalog/sqlite.ts'
import { toHouse } from '../src/cli/house.ts'
import { parseCommandLine } from '../src/config/command-line.ts'
import { loadConfig } from '../src/config/load.ts'
import { addRoutes } from '../src/http/listen.ts'
import { createServer } from '../src/http/server.ts'
import { type BigCatalog, fillBigCatalog } from './big-catalog.ts'
import { Keyart, type KeyartOptions } from './keyart.ts'
import { type ListKind, listKinds } from './list-kinds.ts'

/**
 * Milliseconds that answers took inside the process; `processor` is what one took of the server's
 * own thread. The first answer, for which a list is found and kept, is told apart.
 */
export interface ListRow extends ListKind {
  readonly first: number
  readonly p50: number
  readonly p99: number
  readonly processor: number
  /** Over real HTTP from the real command, one request after another. */
  readonly httpP99: number
}

export interface ListsOptions {
  /** An empty folder for the catalog and the libraries' folders. */
  readonly folder: string
  readonly items: number
  /** How often each list is asked for. */
  readonly times: number
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
  /** Seconds that filling the catalog took. */
  readonly filling: number
  readonly starting: Starting
  readonly rows: readonly ListRow[]
}

/** Starts after the first, of which the median counts. */
const starts = 5

/** Asks a server with a catalog of `items` items for every kind of list. */
export async function measureLists(options: ListsOptions): Promise<ListsReport> {
  const { folder, items, times, say = () => {} } = options
  const data = join(folder, 'data')
  const flags = await layOut(folder)
  const from = performance.now()
  const big = await fill(data, items)
  const filling = (performance.now() - from) / 1000
  say(`${big.items} items and ${big.images} images: ${Math.round(filling)} s`)
  const kinds = listKinds(big)
  const inside = await measureInside([...flags, '--data', data], kinds, times)
  say('measured in the process')
  const starting = await measureStarts(folder, { data, flags })
  const p99s = await measureOverHttp({ data, flags }, kinds, times)
  const rows = kinds.map((kind, at) => ({ ...kind, ...inside[at]!, httpP99: p99s[at]! }))
  return { catalog: big, filling, starting, rows }
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

async function fill(data: string, items: number): Promise<BigCatalog> {
  await mkdir(data, { recursive: true })
  await using catalog = await openSqliteCatalog(dataPaths(data).catalog)
  return await fillBigCatalog(catalog, items)
}

/** Without a socket in between: routes, catalog and wire objects, which block the thread. */
export async function measureInside(
  flags: readonly string[],
  kinds: readonly ListKind[],
  times: number,
) {
  const log = pino({ level: 'silent' })
  await using app: App = await openApp(loadConfig(parseCommandLine(flags), {}, '/'), log)
  const server = createServer(log)
  await addRoutes(server, toHouse(app))
  await server.ready()
  const rows = []
  for (const { what, path } of kinds) {
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
    rows.push({ first, p50: quantile(taken, 0.5), p99: quantile(taken, 0.99), processor })
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
): Promise<readonly number[]> {
  await using keyart = await Keyart.start(options)
  await keyart.scanned()
  const p99s: number[] = []
  for (const { path } of kinds) {
    const taken: number[] = []
    await (await keyart.get(path)).arrayBuffer()
    for (let time = 0; time < times; time++) {
      const asked = performance.now()
      await (await keyart.get(path)).arrayBuffer()
      taken.push(performance.now() - asked)
    }
    p99s.push(quantile(taken, 0.99))
  }
  return p99s
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN
}
