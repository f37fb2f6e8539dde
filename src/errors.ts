/**
 * Every failure that Keyart names: `CODE: [HTTP status, title]`. The code is the stable contract;
 * the status is all that the rest of the code knows about HTTP. RFC 9457 documents, the problem
 * pages and `docs/problems.md` are made from this table.
 */
export const problems = {
  QUERY_INVALID: [400, 'Invalid parameter'],
  ID_INVALID: [400, 'Invalid id'],
  IMAGE_TYPE_UNKNOWN: [400, 'Unknown image type'],
  BODY_INVALID: [400, 'Invalid request body'],
  OUTPUT_TOO_LARGE: [400, 'The requested image is too large'],
  IMAGE_INVALID: [400, 'Not a usable image'],
  URL_REFUSED: [400, 'This URL may not be fetched'],
  UNAUTHENTICATED: [401, 'Sign-in required'],
  SIGN_IN_REFUSED: [401, 'Wrong name or password'],
  FORBIDDEN: [403, 'Not allowed'],
  SET_UP_NEEDED: [403, 'No account exists yet'],
  ORIGIN_REFUSED: [403, 'Requests from this origin are not allowed'],
  ROUTE_NOT_FOUND: [404, 'No such route'],
  ITEM_NOT_FOUND: [404, 'No such item'],
  USER_NOT_FOUND: [404, 'No such user'],
  IMAGE_NOT_FOUND: [404, 'No such image'],
  PRECONDITION_FAILED: [412, 'Precondition failed'],
  MEDIA_READ_ONLY: [409, 'The media folder is not writable'],
  BODY_TOO_LARGE: [413, 'The request body is too large'],
  IMAGE_TOO_LARGE: [413, 'The uploaded image is too large'],
  RANGE_NOT_SATISFIABLE: [416, 'The range is outside the image'],
  HOST_UNKNOWN: [421, 'Unknown host name'],
  TOO_MANY_ATTEMPTS: [429, 'Too many sign-in attempts'],
  TOO_MANY_CONNECTIONS: [429, 'Too many connections from one address'],
  TOO_MANY_STREAMS: [429, 'Too many streams from one address'],
  TOO_MUCH_SENT: [429, 'Too many uploads'],
  RENDER_BUDGET: [429, 'Too many new images requested'],
  SOURCE_UNREADABLE: [502, 'The original cannot be read'],
  SOURCE_DAMAGED: [502, 'The original is damaged'],
  SOURCE_CHANGED: [503, 'The original is being replaced'],
  FETCH_FAILED: [502, 'The image could not be fetched'],
  RENDER_FAILED: [502, 'The image could not be created'],
  RENDERER_AWAY: [503, 'The renderer process does not start'],
  BUSY: [503, 'The server is busy'],
  UPSTREAM_AWAY: [502, 'The server behind Keyart does not answer'],
  UPSTREAM_LOOP: [508, 'Keyart is its own upstream'],
  NOT_READY: [503, 'The server is not ready'],
  STOPPING: [503, 'The server is shutting down'],
  CATALOG_UNUSABLE: [500, 'The catalog cannot be used'],
  DATA_DAMAGED: [500, 'Stored data is damaged'],
  BACKUP_UNUSABLE: [500, 'The backup cannot be used'],
  STORAGE_FULL: [507, 'The disk is full'],
  CONFIG_INVALID: [500, 'Invalid configuration'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemCode = keyof typeof problems

/**
 * A failure with a stable code. `detail` is public: it says what was expected, where, and what
 * came, and never holds a path or a token. `cause` is only logged.
 */
export class KeyartError extends Error {
  readonly code: ProblemCode
  /** The query or path parameter at fault, as the wire spells it. */
  readonly parameter: string | undefined
  /** Seconds after which trying again may help. */
  readonly retryAfter: number | undefined

  constructor(
    code: ProblemCode,
    detail: string,
    options: { cause?: unknown; parameter?: string; retryAfter?: number } = {},
  ) {
    super(detail, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'KeyartError'
    this.code = code
    this.parameter = options.parameter
    this.retryAfter = options.retryAfter
  }

  get status(): number {
    return problems[this.code][0]
  }
}

/** Whether `error` is Keyart's own and carries `code` (any code when none is given). */
export function isKeyartError(error: unknown, code?: ProblemCode): error is KeyartError {
  return error instanceof KeyartError && (code === undefined || error.code === code)
}
