/** A defect or CVE of an image server, and what keeps Keyart from having it. */
export interface Answer {
  /**
   * Such as `CVE-2025-29769` or `jellyfin/jellyfin#17135`; several of one kind share an answer. What
   * was found in a program's code and never reported has its name and the part.
   */
  readonly ids: readonly string[]
  readonly what: string
  readonly verdict: Tested | CannotApply
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

export function tested(file: string, name: string): Tested {
  return { kind: 'tested', file, name }
}

export function cannotApply(reason: string): CannotApply {
  return { kind: 'cannot apply', reason }
}
