import { createHash, randomBytes } from 'node:crypto'

/** A token that cannot be guessed: 64 hex digits. */
export function newToken(): string {
  return randomBytes(32).toString('hex')
}

/** What a token is stored and looked up by. A fast hash is enough: a token cannot be guessed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Short enough to be typed: what names a token without being one. */
export function newTokenId(): string {
  return randomBytes(6).toString('hex')
}
