import type { Origin } from '../../render/derivatives/derivatives.ts'

/**
 * Where the bytes of an image came from. `substitute`: they are another size than was asked for,
 * for want of budget.
 */
export type ImageTier = Origin | 'original' | 'substitute'

declare module 'fastify' {
  interface FastifyReply {
    /** Of an answer with an image. */
    imageTier?: ImageTier
  }
}

/** The value of `Cache-Status` (RFC 9211). */
export const cacheStatus = {
  memory: 'Keyart; hit; detail=memory',
  storage: 'Keyart; hit; detail=storage',
  rendered: 'Keyart; fwd=uri-miss; stored',
  collapsed: 'Keyart; fwd=uri-miss; collapsed',
  uncached: 'Keyart; fwd=uri-miss; detail=not-stored',
  original: 'Keyart; fwd=bypass; detail=original',
  substitute: 'Keyart; hit; detail=substitute',
} as const satisfies Record<ImageTier, string>
