/**
 * One request of a client. Names in braces stand for ids of the library, the user, and a key:
 * `{user}`, `{film}`, `{films}` (their library) and so on.
 */
export interface ClientRequest {
  /** Default: GET. */
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: object
  /** Base64 of a picture, as `text` or with the media type of a picture. */
  readonly picture?: string
  /** Default: 200. */
  readonly status?: number
  /**
   * Members that the client reads without asking whether they are there, such as
   * `Items.*.UserData.Played`; `*` is every element of a list that is not empty.
   */
  readonly reads?: readonly string[]
}

/** The requests of one client in its order, and how it says who it is. */
export interface RecordedClient {
  readonly name: string
  /** What `Authorization` says before signing in, and with a token. */
  readonly authorization: (token?: string) => string
  readonly headers?: Readonly<Record<string, string>>
  readonly requests: readonly ClientRequest[]
}
