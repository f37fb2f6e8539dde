/** What V8's sampling profiler gives, as far as it is read here. */
export interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[]
  /** Ids of nodes. */
  readonly samples: readonly number[]
  /** Microseconds from one sample to the next. */
  readonly timeDeltas: readonly number[]
}

export interface CallFrame {
  readonly functionName: string
  /** Empty for what is built in. */
  readonly url: string
  /** From 0. */
  readonly lineNumber: number
}

/** Part of the profile's time, from 0 to 1, that something was on top of the stack; most first. */
export type Parts = readonly (readonly [what: string, part: number])[]

/** Self times, added up by what `nameOf` calls a function. */
export function partsBy(profile: Profile, nameOf: (frame: CallFrame) => string): Parts {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map<string, number>()
  let all = 0
  for (const [index, id] of profile.samples.entries()) {
    const name = names.get(id) ?? String(id)
    const delta = profile.timeDeltas[index]!
    times.set(name, (times.get(name) ?? 0) + delta)
    all += delta
  }
  return Array.from(times, ([name, time]) => [name, time / all] as const).sort(
    ([, one], [, other]) => other - one,
  )
}

/** `selfTimes bench/profile/hits.ts:98`, from the project's folder or the package's name on. */
export function describeFrame({ functionName, url, lineNumber }: CallFrame): string {
  const place = url === '' ? '' : ` ${shortUrl(url)}:${lineNumber + 1}`
  return `${functionName || '(anonymous)'}${place}`
}

const project = new URL('../../', import.meta.url)

/** Of packages from their name on. */
export function shortUrl(url: string): string {
  return url
    .replace(project.href, '')
    .replace(project.pathname, '')
    .replace(/^.*node_modules\//, 'node_modules/')
}
