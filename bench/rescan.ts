import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pino } from 'pino'
import { openApp } from '../src/app.ts'
import { parseCommandLine } from '../src/config/command-line.ts'
import { loadConfig } from '../src/config/load.ts'
import { type Comparison, compare } from './rounds.ts'

export interface RescanResult {
  /** Milliseconds; the limit is a `find` that looks at every file, as a rescan must. */
  readonly stat: Comparison
  /** Milliseconds; the limit is a `find` that reads folders only. */
  readonly names: Comparison
}

/** An unchanged rescan of `folder` in this process against `find` over the same files. */
export async function measureRescan(
  folder: string,
  root: string,
  rounds: number,
): Promise<RescanResult> {
  const flags = ['--library', `movies=${folder}`, '--data', join(root, 'data')]
  const config = loadConfig(parseCommandLine(flags), {}, root)
  await using app = await openApp(config, pino({ level: 'silent' }))
  await app.catalog.setLibraries(app.libraries)
  const { signal } = new AbortController()
  await app.scanner.scanAll(signal)
  const rescan = () =>
    timed(async () => {
      await app.scanner.scanAll(signal)
      const { filesSeen, imagesToProbe } = app.scanner.status
      if (filesSeen === 0 || imagesToProbe !== 0)
        throw new Error(`Expected a rescan that opens nothing but it opened ${imagesToProbe}`)
    })
  const findStat = () => find([folder, '-type', 'f', '-printf', '%p %s %T@\\n'])
  const findNames = () => find([folder, '-type', 'f'])
  // Both once unmeasured: the first one warms the directory cache.
  await rescan()
  await findStat()
  return {
    stat: await compare(rounds, rescan, findStat),
    names: await compare(rounds, rescan, findNames),
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function find(args: readonly string[]): Promise<number> {
  return timed(async () => {
    const [code] = (await once(spawn('find', args, { stdio: 'ignore' }), 'exit')) as [number]
    if (code !== 0) throw new Error(`Expected find to succeed but it ended with ${code}`)
  })
}
