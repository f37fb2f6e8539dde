/** What came of looking into a media file. */
export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  /** The file is to blame: it will not be otherwise until it changes. */
  | { readonly kind: 'unreadable' }
  /** Nothing is known of the file: what looked into it was stopped. */
  | { readonly kind: 'interrupted' }

export const unreadable = { kind: 'unreadable' } as const
export const interrupted = { kind: 'interrupted' } as const

export function read<T>(value: T): Reading<T> {
  return { kind: 'read', value }
}
