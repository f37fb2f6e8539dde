/** What the thread that reads is asked: one statement. */
export interface ReadRequest {
  readonly id: number
  readonly sql: string
  readonly parameters: readonly unknown[]
}

export type ReadAnswer =
  | { readonly id: number; readonly kind: 'rows'; readonly rows: unknown[] }
  | { readonly id: number; readonly kind: 'failed'; readonly error: unknown }
