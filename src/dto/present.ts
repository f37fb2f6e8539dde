type Present<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> }

/** The object without the members that are undefined: what is absent is left out on the wire. */
export function present<T extends object>(members: T): Present<T> {
  // A loop, for a list of a hundred items asks this a thousand times.
  const result: Record<string, unknown> = {}
  for (const name in members) if (members[name] !== undefined) result[name] = members[name]
  return result as Present<T>
}

/** The time as the wire has it; absent for one that no calendar has (file systems keep any). */
export function wireTime(milliseconds: number): string | undefined {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
