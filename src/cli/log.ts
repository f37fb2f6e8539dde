import { pino, type Logger } from 'pino'
import type { Config } from '../config/schema.ts'
import type { CommandContext } from './command.ts'
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
  const lines = stream.isTTY === true ? await linesForPeople(stream) : stream
  const folders = level === 'debug' ? [] : [data, ...libraries.map(({ folder }) => folder)]
  const hooks = { streamWrite: withoutPaths(folders) }
  return pino({ level, base: null, serializers: { req: toLoggedRequest }, hooks }, lines)
}

async function linesForPeople(stream: CommandContext['out']) {
  const { default: pretty } = await import('pino-pretty')
  return pretty({ destination: stream, ignore: 'pid,hostname' })
}

/** Of a request that a package logs: no URL, for a token may stand in it. */
function toLoggedRequest({ method, id }: { readonly method?: string; readonly id?: unknown }) {
  return { method, id }
}
