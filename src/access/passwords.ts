import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { KeyartError } from '../errors.ts'
import { Semaphore } from '../semaphore.ts'

/** What making a hash costs; scrypt's N is 2 ** `log2N`, its memory 128 · N · r bytes. */
export interface Cost {
  readonly log2N: number
  readonly r: number
  readonly p: number
}

/** 32 MiB for some 0.3 s, one of the settings that OWASP's password storage page holds equal. */
export const standardCost: Cost = { log2N: 15, r: 8, p: 3 }

const saltBytes = 16
const hashBytes = 32

/**
 * Turns passwords into hashes that hold their own parameters (`$scrypt$ln=15,r=8,p=3$salt$hash`)
 * and compares them. Each call occupies a thread of the pool that reads files, too, for long: few
 * run at once, and the queue is bounded.
 */
export class Passwords {
  readonly #cost: Cost
  readonly #semaphore: Semaphore
  readonly #maxWaiting: number
  #decoy: string | undefined

  constructor({
    cost = standardCost,
    concurrency = 2,
    maxWaiting = 32,
  }: { readonly cost?: Cost; readonly concurrency?: number; readonly maxWaiting?: number } = {}) {
    this.#cost = cost
    this.#semaphore = new Semaphore(concurrency)
    this.#maxWaiting = maxWaiting
  }

  /** @throws KeyartError BUSY */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltBytes)
    return format(this.#cost, salt, await this.#derive(password, this.#cost, salt))
  }

  /**
   * Whether `hash` was made of `password`. Without a hash the answer is no, after just as long.
   *
   * @throws KeyartError BUSY
   */
  async matches(password: string, hash: string | undefined): Promise<boolean> {
    // Nothing is made of the decoy's password: that its digest is random is enough.
    this.#decoy ??= format(this.#cost, randomBytes(saltBytes), randomBytes(hashBytes))
    const { cost, salt, digest } = parse(hash ?? this.#decoy)
    const derived = await this.#derive(password, cost, salt, digest.length)
    return timingSafeEqual(derived, digest) && hash !== undefined
  }

  async #derive(
    password: string,
    { log2N, r, p }: Cost,
    salt: Buffer,
    length = hashBytes,
  ): Promise<Buffer> {
    if (this.#semaphore.isFull && this.#semaphore.waiting >= this.#maxWaiting)
      throw new KeyartError('BUSY', 'Too many passwords are being checked')
    const options = { N: 2 ** log2N, r, p, maxmem: 256 * 2 ** log2N * r }
    // One spelling of what looks the same on every keyboard (RFC 8265 4.2.2).
    const text = password.normalize('NFC')
    return await this.#semaphore.run(
      () =>
        new Promise((resolve, reject) => {
          scrypt(text, salt, length, options, (error, derived) => {
            if (error === null) resolve(derived)
            else reject(error)
          })
        }),
    )
  }
}

function format({ log2N, r, p }: Cost, salt: Buffer, digest: Buffer): string {
  const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
  return `$scrypt$ln=${log2N},r=${r},p=${p}$${text(salt)}$${text(digest)}`
}

const form = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/-]+)\$([\w+/-]+)$/

function parse(hash: string): { cost: Cost; salt: Buffer; digest: Buffer } {
  const match = form.exec(hash)
  if (match === null)
    throw new TypeError('A stored password hash is not of the form that Keyart writes')
  const [, log2N, r, p, salt = '', digest = ''] = match
  return {
    cost: { log2N: Number(log2N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    digest: Buffer.from(digest, 'base64'),
  }
}
