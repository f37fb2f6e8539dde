import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import sharp from 'sharp'
import { type Parameters, warmConnections } from './parameters.ts'
import type { Comparison, Effort } from './rounds.ts'
import { slots } from './settings.ts'

export type Goal = { readonly atLeast: number } | { readonly atMost: number }

/** One line of the table, in words. */
export interface Row {
  readonly what: string
  readonly ours: string
  readonly limit: string
  readonly ratio: string
  readonly rounds: string
  readonly goal: string
}

export function compared(
  what: string,
  limit: string,
  unit: string,
  { ours, limit: limitValue, ratio, lowestRatio, highestRatio }: Comparison,
  goal: Goal | undefined,
): Row {
  return {
    what,
    ours: `${round(ours)}${unit}`,
    limit: `${limit}: ${round(limitValue)}${unit}`,
    ratio: ratio.toFixed(2),
    rounds: `${lowestRatio.toFixed(2)} to ${highestRatio.toFixed(2)}`,
    goal: judge(ratio, goal),
  }
}

/** The ratio is that of the rates which the processor time allows: limit / ours. */
export function effortRow(what: string, limit: string, { ours, limit: least }: Effort): Row {
  const text = (milliseconds: number) =>
    Number.isNaN(milliseconds) ? 'not told here' : `${milliseconds.toFixed(1)} ms`
  const ratio = least / ours
  return {
    what,
    ours: text(ours),
    limit: `${limit}: ${text(least)}`,
    ratio: Number.isNaN(ratio) ? '' : ratio.toFixed(2),
    rounds: '',
    goal: '',
  }
}

export function memoryRow(
  what: string,
  ours: number | undefined,
  limit: string,
  limitValue: number | undefined,
): Row {
  const text = (bytes: number | undefined) =>
    bytes === undefined ? 'not told here' : `${round(bytes / 1e6)} MB`
  const ratio = ours === undefined || limitValue === undefined ? '' : (ours / limitValue).toFixed(2)
  return {
    what,
    ours: text(ours),
    limit: `${limit}: ${text(limitValue)}`,
    ratio,
    rounds: '',
    goal: '',
  }
}

function judge(ratio: number, goal: Goal | undefined): string {
  if (goal === undefined) return ''
  const met = 'atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost
  const text = 'atLeast' in goal ? `at least ${goal.atLeast.toFixed(2)}` : `at most ${goal.atMost}`
  return `${text}: ${met ? 'met' : 'missed'}`
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(1)
}

export function toTable(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ what, ours, limit, ratio, rounds, goal }) =>
      `| ${what} | ${ours} | ${limit} | ${ratio} | ${rounds} | ${goal} |`,
  )
  return [
    '| What | Keyart | Limit in the same run | Ratio | Lowest to highest round | Goal |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n')
}

/** The page docs/benchmarks.md. */
export function describeRun(
  rows: readonly Row[],
  parameters: Parameters,
  size: string,
  seconds: number,
): string {
  const { films, rescanFolders } = parameters
  return `# Benchmarks

Made by \`npm run bench -- ${size} --write\` in ${Math.round(seconds)} seconds. Numbers of two runs or two machines cannot be compared; the ratios can: both sides of a ratio are measured in turns in one run, and the figure is the median over the rounds.

${toTable(rows)}
## The machine

${machine()}

## What is measured

- The library: ${films} films, each with a poster (1000 x 1500 or 2000 x 3000 JPEG), a backdrop (1920 x 1080 or 3840 x 2160 JPEG) and a logo (PNG with transparency), drawn as for the demo. The server is the real command with its default settings, the catalog and the cache empty at first, all files in the page cache.
- **Cold renders**: ${parameters.coldRenders} requests a round and format over loopback, ${slots} in flight, each for a derivative never asked for before: posters to about 300 wide, backdrops to about 1280, three posters to a backdrop, quality 90. The limit reads, decodes, resizes and encodes the same files to the same sizes with sharp, ${slots} in flight, in a process with the renderer's settings (\`UV_THREADPOOL_SIZE\` ${slots + 2}, \`MALLOC_ARENA_MAX\` 2, sharp's concurrency 1 and cache off). It neither hashes the original nor keeps or sends the result. Both sides make the same bytes; that is checked.
- **Warm hits**: ${parameters.warmRequests} requests a round over ${warmConnections} keep-alive connections, one under way on each, for the posters of all films at 300 wide, out of memory; and the same with \`If-None-Match\`. The limit is a \`node:http\` server that finds the same headers and bytes in a map. Client and server share the cores on both sides.
- **First scan**: all ${3 * films} images, from the scan's start to its end by the server's own clock, with the start of the renderer process. The limit reads each file, hashes it, reads its metadata, decodes it to 32 pixels and makes the BlurHash with ${slots} in flight, with the start of its process. Both learn the same; that is checked.
- **Unchanged rescan**: ${rescanFolders} folders of five small files, in a process that has scanned them once. A rescan compares every file's size and times, so the limit that counts is \`find\` printing size and time of every file to nowhere; \`find\` by name alone is given beside it. The start of \`find\` counts.
- **Processor time** an image: of server and renderer process together, against the bare loop's, over all rounds (for the scan from the moment the server listens). The ratio is the one that the rates would have on cores that do nothing else. Others who use the machine disturb it far less than they do the rates.
- **Peak memory**: the resident set's high-water mark (VmHWM) after scan, cold renders and warm hits; beside it that of the bare loop that probed and rendered the same, and of the bare server.
- Rounds: cold ${parameters.coldRounds}, warm ${parameters.warmRounds}, scan ${parameters.scanRounds}, rescan ${parameters.rescanRounds}. Who goes first alternates.
`
}

function machine(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown'
  const { version } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string }
  const { sharp: sharpVersion, vips } = sharp.versions
  return [
    `- ${processor}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1e9)} GB; ${type()} ${release()}`,
    `- Keyart ${version}, Node ${process.versions.node}, sharp ${sharpVersion}, libvips ${vips}`,
    `- Processes ready to run, on average over the last minutes of the run: ${loadavg()[1]!.toFixed(1)}. Well above three a core means that others used the machine, and that the ratios say less.`,
    `- ${new Date().toISOString().slice(0, 10)}`,
  ].join('\n')
}
