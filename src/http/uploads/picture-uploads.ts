import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { isKeyartError, KeyartError } from '../../errors.ts'
import { TokenBuckets } from '../../render/budget/token-buckets.ts'
import { isAdmin } from '../access/caller.ts'
import { InFlightBodies, type Reservation } from '../server/in-flight-bodies.ts'
import { isForm, readFormFile } from './form-file.ts'
import { readPicture } from './picture-body.ts'
import { senderOf } from '../server/sender.ts'

export interface PictureUploadsOptions {
  /** Most bytes of a picture. */
  readonly maxUploadBytes: number
  /** Uploads of a user who is not an admin in an hour; 0: no bound. */
  readonly userUploadsPerHour: number
}

/** The largest pictures that all senders, and one, may have under way: they lie in files meanwhile. */
const maxInFlight = { total: 8, perSender: 4 } as const

/** Users remembered with what they sent. */
const maxRemembered = 10_000

/** Takes pictures out of the bodies of requests, as many and as large as there is room for. */
export class PictureUploads {
  readonly #underWay: InFlightBodies
  readonly #budget: TokenBuckets | undefined

  constructor({ maxUploadBytes, userUploadsPerHour }: PictureUploadsOptions) {
    this.#underWay = new InFlightBodies({
      perSender: maxInFlight.perSender * maxUploadBytes,
      total: maxInFlight.total * maxUploadBytes,
    })
    if (userUploadsPerHour > 0)
      this.#budget = new TokenBuckets({
        capacity: userUploadsPerHour,
        refill: 3_600_000,
        max: maxRemembered,
      })
  }

  /**
   * Has `use` take the picture in the body as it comes. There is room for it until `use` is done,
   * whether the sender still waits or not.
   *
   * @throws KeyartError TOO_MUCH_SENT, BUSY before anything is read; BODY_INVALID, IMAGE_INVALID
   */
  async take(
    request: FastifyRequest,
    use: (picture: AsyncIterable<Buffer>) => Promise<void>,
  ): Promise<void> {
    this.#charge(request)
    const { raw, headers, routeOptions } = request
    const declared = headers['content-length']
    using reservation = this.#underWay.reserve(senderOf(request), Number(declared ?? 0))
    const growing = declared === undefined ? reservation : undefined
    try {
      const body = piecesOf(raw, routeOptions.bodyLimit, growing)
      const type = headers['content-type']
      await use(readPicture(isForm(type) ? readFormFile(body, type) : body))
    } finally {
      // What is still to come is thrown away, so that the connection goes on.
      raw.resume()
    }
  }

  #charge(request: FastifyRequest): void {
    if (this.#budget === undefined || isAdmin(request.access.caller)) return
    const sender = senderOf(request)
    const now = performance.now()
    const wait = this.#budget.waitFor(sender, 1, now)
    if (wait > 0)
      throw new KeyartError(
        'TOO_MUCH_SENT',
        'Expected fewer uploads per hour from one user (`limits.userUploadsPerHour`)',
        { retryAfter: Math.ceil(wait / 1000) },
      )
    this.#budget.take(sender, 1, now)
  }
}

/** A body as it comes, `limit` bytes at most. What has no length takes room as it comes. */
async function* piecesOf(
  raw: IncomingMessage,
  limit: number,
  reservation: Reservation | undefined,
): AsyncGenerator<Buffer> {
  let length = 0
  try {
    // The end of a request that is destroyed would be the end of its answer.
    const pieces = raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
    for await (const piece of pieces) {
      length += piece.length
      if (length > limit)
        throw new KeyartError('BODY_TOO_LARGE', `Expected at most ${limit} bytes in the body`)
      reservation?.grow(piece.length)
      yield piece
    }
  } catch (cause) {
    if (isKeyartError(cause)) throw cause
    throw new KeyartError('BODY_INVALID', 'Expected the complete body but it ended early', {
      cause,
    })
  }
}
