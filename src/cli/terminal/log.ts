import { pino, type Logger } from 'pino'
import type { Config } from '../../config/schema.ts'
import type { CommandContext } from './command.ts'
import { boundedLines } from './log-lines.ts'
import { findReader, textFormat } from './log-text.ts'
import { shownJson } from './shown.ts'
import { withoutPaths } from './without-paths.ts'

export type LogConfig = Pick<Config, 'logLevel' | 'logFormat' | 'data' | 'libraries'>

/**
 * Lines of text or JSON, as `logFormat` says. A server logs to `out`; other verbs print their answer
 * there, for scripts to read, and log to `errors`. Unless the level is `debug`, no path below the
 * folders of the configuration is logged.
 */
export async function createLog(
  { logLevel: level, logFormat, data, libraries }: LogConfig,
  stream: CommandContext['out'],
  environment: CommandContext['environment'],
): Promise<Logger> {
  const reader = findReader(stream, environment)
  const isText = logFormat === 'auto' ? reader !== 'program' : logFormat === 'text'
  const toLine = isText ? await textFormat(reader, environment) : shownJson
  const folders = level === 'debug' ? [] : [data, ...libraries.map(({ folder }) => folder)]
  const clean = withoutPaths(folders)
  const lines = boundedLines(stream, (record) => toLine(clean(record)))
  return pino({ level, base: null, serializers: { req: toLoggedRequest } }, lines)
}

/** Of a request that a package logs: no URL, for a token may stand in it. */
function toLoggedRequest({ method, id }: { readonly method?: string; readonly id?: unknown }) {
  return { method, id }
}
