import { pino, type Logger } from 'pino'
import type { Config } from '../../config/schema.ts'
import type { CommandContext } from './command.ts'
import { boundedLines } from './log-lines.ts'
import { shown, shownInLines, shownJson } from './shown.ts'
import { withoutPaths } from './without-paths.ts'

/**
 * JSON lines; on a terminal lines for people. A server logs to `out`; other verbs print their
 * answer there, for scripts to read, and log to `errors`. Unless the level is `debug`, no path below
 * the folders of the configuration is logged.
 */
export async function createLog(
  { logLevel: level, data, libraries }: Pick<Config, 'logLevel' | 'data' | 'libraries'>,
  stream: CommandContext['out'],
): Promise<Logger> {
  const isTerminal = stream.isTTY === true
  const lines = isTerminal ? await linesForPeople(stream) : boundedLines(stream)
  const folders = level === 'debug' ? [] : [data, ...libraries.map(({ folder }) => folder)]
  const clean = withoutPaths(folders)
  const show = isTerminal ? shownOnTerminal : shownJson
  const hooks = { streamWrite: (line: string) => show(clean(line)) }
  return pino({ level, base: null, serializers: { req: toLoggedRequest }, hooks }, lines)
}

async function linesForPeople(stream: CommandContext['out']) {
  const { default: pretty } = await import('pino-pretty')
  return pretty({ destination: stream, ignore: 'pid,hostname' })
}

/** A name in a line must not make another one, nor move the cursor; a stack has lines of its own. */
function shownOnTerminal(line: string): string {
  const value: unknown = JSON.parse(line, (name, part: unknown) => {
    if (typeof part !== 'string') return part
    return name === 'stack' ? shownInLines(part) : shown(part)
  })
  return `${JSON.stringify(value)}\n`
}

/** Of a request that a package logs: no URL, for a token may stand in it. */
function toLoggedRequest({ method, id }: { readonly method?: string; readonly id?: unknown }) {
  return { method, id }
}
