import { pino, type Logger } from 'pino'
import pretty from 'pino-pretty'
import type { CommandContext } from './command.ts'

/**
 * JSON lines; on a terminal lines for people. A server logs to `out`; other verbs print their
 * answer there, for scripts to read, and log to `errors`.
 */
export function createLog(level: string, stream: CommandContext['out']): Logger {
  const lines =
    stream.isTTY === true ? pretty({ destination: stream, ignore: 'pid,hostname' }) : stream
  return pino({ level, base: null }, lines)
}
