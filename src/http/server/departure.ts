import type { IncomingMessage } from 'node:http'

/** nginx's status for a client that closed the connection; it is only logged and counted. */
export const clientLeft = 499

/** What Node says of a connection that is gone. */
const codes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE'])

/** Whether a request failed because its client left, which is no failure of anything here. */
export function isDeparture(error: unknown, { socket }: IncomingMessage): boolean {
  if (!socket.destroyed || !(error instanceof Error)) return false
  return error.name === 'AbortError' || ('code' in error && codes.has(String(error.code)))
}
