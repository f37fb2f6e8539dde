/** A defect or CVE of an image server, and what keeps Keyart from having it. */
export interface Answer {
  /** Such as `CVE-2025-29769` or `jellyfin/jellyfin#17135`; several of one kind share an answer. */
  readonly ids: readonly string[]
  readonly what: string
  readonly kept: Tested | CannotApply
}

/** By a test that fails where Keyart has it. */
export interface Tested {
  readonly kind: 'tested'
  /** Below `test`. */
  readonly file: string
  /** As the file has it between the quotes. */
  readonly name: string
}

export interface CannotApply {
  readonly kind: 'cannot apply'
  readonly reason: string
}
export const answers: readonly Answer[] = []
