import { pino, type Logger } from 'pino'
import pretty from 'pino-pretty'
import type { CommandContext } from './command.ts'

/** JSON lines; on a terminal lines for people. */
export function createLog(level: string, { out }: CommandContext): Logger {
  const stream = out.isTTY === true ? pretty({ destination: out, ignore: 'pid,hostname' }) : out
  return pino({ level, base: null }, stream)
}
