/** A file that is perhaps no picture at all. */
export interface BadOriginal {
  readonly name: string
  readonly bytes: Buffer
}
