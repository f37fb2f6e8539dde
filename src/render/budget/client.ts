/** For whom a picture is made, as budgets and caches see it. */
export interface Client {
  /** Tells clients apart: a network where there is no token, else a user or an API key. */
  readonly key: string
  readonly trustLevel: TrustLevel
}

/**
 * - `stranger`: no token, and from a network without recent signed-in requests.
 * - `guest`: no token, from a network with recent signed-in requests: clients put the URLs
 *   of images into pages without a token.
 * - `user`: signed in, not an admin.
 * - `admin`: an admin or an API key, who has no budget.
 */
export type TrustLevel = 'stranger' | 'guest' | 'user' | 'admin'
