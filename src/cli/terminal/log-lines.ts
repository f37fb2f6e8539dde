import type { Writable } from 'node:stream'

/** Bytes of log lines that may be buffered for a slow reader. */
export const maxWaitingBytes = 1_000_000

/**
 * Lines for a reader who may be slow, or gone for good: what is beyond the bound is left out, and
 * the next line that finds room is preceded by one that counts those. Logging never blocks.
 */
export function boundedLines(
  stream: Pick<Writable, 'write' | 'writableLength'>,
  toLine: (record: string) => string = (record) => record,
): { write: (record: string) => void } {
  let lost = 0
  return {
    write: (record) => {
      if (stream.writableLength > maxWaitingBytes) {
        lost++
        return
      }
      if (lost > 0) {
        const msg = `${lost} lines before this one were left out: nobody read the log`
        stream.write(toLine(`${JSON.stringify({ level: 40, time: Date.now(), msg })}\n`))
        lost = 0
      }
      stream.write(toLine(record))
    },
  }
}
