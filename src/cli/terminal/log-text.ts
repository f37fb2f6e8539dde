import { fstatSync } from 'node:fs'
import type { CommandContext } from './command.ts'
import { shown, shownInLines } from './shown.ts'

/** Who reads a log: a person at a terminal, systemd's journal, or a program. */
export type LogReader = 'terminal' | 'journal' | 'program'

type Stream = CommandContext['out'] & { readonly fd?: number }

export function findReader(
  stream: Stream,
  { JOURNAL_STREAM: journal }: CommandContext['environment'],
): LogReader {
  if (stream.isTTY === true) return 'terminal'
  if (journal === undefined || stream.fd === undefined) return 'program'
  // Device and inode of the stream that systemd has connected (systemd.exec(5)). Another one may have
  // been put in its place.
  try {
    const { dev, ino } = fstatSync(stream.fd)
    return journal === `${dev}:${ino}` ? 'journal' : 'program'
  } catch {
    // It is closed.
    return 'program'
  }
}

/**
 * Makes a record of pino, in JSON, a line of text: local time as in ISO 8601, level by name, message,
 * everything else. On a terminal, the stack of an error follows in lines of its own.
 */
export async function textFormat(
  reader: LogReader,
  { NO_COLOR: noColour }: CommandContext['environment'],
): Promise<(record: string) => string> {
  const { prettyFactory } = await import('pino-pretty')
  const pretty = prettyFactory({
    colorize: reader === 'terminal' && !noColour,
    singleLine: true,
    translateTime: "SYS:yyyy-mm-dd'T'HH:MM:ss.lp",
    customPrettifiers: { time: String },
    ...(reader === 'terminal' ? {} : { errorLikeObjectKeys: [] }),
  })
  const show = reader === 'terminal' ? shownOnTerminal : shownInOneLine
  return (text) => {
    const record = JSON.parse(text, show) as { readonly level: number }
    const line = pretty(record)
    return reader === 'journal' ? `<${priorityOf(record.level)}>${line}` : line
  }
}

/** A name in a line must not make another one, nor move the cursor; a stack has lines of its own. */
function shownOnTerminal(name: string, part: unknown): unknown {
  if (typeof part !== 'string') return part
  return name === 'stack' ? shownInLines(part) : shown(part)
}

function shownInOneLine(_name: string, part: unknown): unknown {
  return typeof part === 'string' ? shown(part) : part
}

/** Of a level of pino, as the journal reads it at the beginning of a line (sd-daemon(3)). */
function priorityOf(level: number): number {
  if (level >= 50) return 3
  if (level >= 40) return 4
  return level >= 30 ? 6 : 7
}
