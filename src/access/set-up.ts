import { randomUUID, timingSafeEqual } from 'node:crypto'
import type { UserCatalog } from '../catalog/accounts/user-catalog.ts'
import { hashToken, newToken } from './token.ts'
import type { Passwords } from './passwords.ts'
import { nameFault } from './user-name.ts'

const minPasswordLength = 8
const maxPasswordLength = 1000

/** What is wrong with a password that was chosen in a browser, in words. */
export function passwordFault(password: string): string | undefined {
  if (password.length < minPasswordLength)
    return `Expected a password of at least ${minPasswordLength} characters`
  return password.length > maxPasswordLength
    ? `Expected a password of at most ${maxPasswordLength} characters`
    : undefined
}

export type SetUpOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'dead' }
  | { readonly kind: 'fault'; readonly reason: string }

/**
 * The one-time link by which the first admin is made: good while this process lives, there is no
 * account, and it has not been used.
 */
export class SetUp {
  readonly #catalog: Pick<UserCatalog, 'hasAccounts' | 'putUser'>
  readonly #passwords: Passwords
  #code: string | undefined

  constructor(catalog: Pick<UserCatalog, 'hasAccounts' | 'putUser'>, passwords: Passwords) {
    this.#catalog = catalog
    this.#passwords = passwords
  }

  /** The code of the link; `undefined` where there is an account already. */
  async open(): Promise<string | undefined> {
    if (await this.#catalog.hasAccounts()) return undefined
    this.#code ??= newToken()
    return this.#code
  }

  /** Whether there is no account yet. */
  async isNeeded(): Promise<boolean> {
    return !(await this.#catalog.hasAccounts())
  }

  async isOpen(code: string): Promise<boolean> {
    return this.#matches(code) && !(await this.#catalog.hasAccounts())
  }

  /** Makes the first admin. After `done` the link is dead. */
  async finish(code: string, name: string, password: string): Promise<SetUpOutcome> {
    const reason = nameFault(name) ?? passwordFault(password)
    if (!this.#matches(code)) return { kind: 'dead' }
    if (reason !== undefined)
      return (await this.isOpen(code)) ? { kind: 'fault', reason } : { kind: 'dead' }
    // Taken before anything is waited for: of two at once one finds it gone.
    const taken = this.#code
    this.#code = undefined
    try {
      if (await this.#catalog.hasAccounts()) return { kind: 'dead' }
      const hash = await this.#passwords.hash(password)
      const id = randomUUID().replaceAll('-', '')
      const user = { id, name: name.trim(), createdAt: Date.now(), isAdmin: true }
      await this.#catalog.putUser(user, { hash })
    } catch (error) {
      this.#code = taken
      throw error
    }
    return { kind: 'done' }
  }

  #matches(code: string): boolean {
    // Hashes are of one length, which the comparison needs.
    const [given, right] = [code, this.#code ?? ''].map((text) => Buffer.from(hashToken(text)))
    return this.#code !== undefined && timingSafeEqual(given!, right!)
  }
}
