/**
 * One trial of `npm run torture`: it does something bad to a real server, a bounded number of
 * times, and counts what came of it. `full` is for a person with half an hour, `short` for every
 * commit: all trials together take at most 3 minutes then.
 */
export interface Trial {
  /** As given to `--only`. */
  readonly name: string
  readonly title: string
  /** What is done and what must hold: a paragraph for docs/project/reliability.md. */
  readonly method: string
  run(context: TrialContext): Promise<readonly Figure[]>
}

export interface TrialContext {
  readonly mode: 'full' | 'short'
  /** A temporary folder of this trial's own; whoever made it takes it away. */
  readonly folder: string
  /** Two runs with one seed try the same things in the same order. */
  readonly seed: number
  /** A line about how far it is, for the person who waits. */
  readonly say: (text: string) => void
}

/** A number that a trial found. */
export interface Figure {
  readonly what: string
  readonly value: number
  /** Written behind the number as it is: ` ms`, ` MB`; nothing for counts. */
  readonly unit: string
  /** What it must be for the trial to pass; `undefined` for a figure that is only stated. */
  readonly must: { readonly atLeast: number } | { readonly atMost: number } | undefined
}

/** Such as how many were tried. */
export function tried(what: string, value: number, unit = ''): Figure {
  return { what, value, unit, must: undefined }
}

export function atMost(what: string, value: number, bound: number, unit = ''): Figure {
  return { what, value, unit, must: { atMost: bound } }
}

export function atLeast(what: string, value: number, bound: number, unit = ''): Figure {
  return { what, value, unit, must: { atLeast: bound } }
}

/**
 * A time, in milliseconds: judged in the full form only. The short one runs with every commit, on
 * machines that others use, too, and shall fail for no other reason than a fault.
 */
export function within(
  what: string,
  value: number,
  bound: number,
  { mode }: Pick<TrialContext, 'mode'>,
): Figure {
  const rounded = Math.round(value * 10) / 10
  return mode === 'full' ? atMost(what, rounded, bound, ' ms') : tried(what, rounded, ' ms')
}

/** What must never be: a loss, a torn file, a leak. */
export function none(what: string, count: number): Figure {
  return atMost(what, count, 0)
}
