/** To the thread that reads songs. */
export interface SongRequest {
  readonly path: string
}

/** From it, one a request. */
export type SongAnswer =
  | { readonly kind: 'picture'; readonly bytes: Uint8Array }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }
