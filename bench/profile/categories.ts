import { type CallFrame, type Parts, partsBy, type Profile, shortUrl } from './profile.ts'

/** What a server's own thread did, in few words. */
export interface Category {
  readonly what: string
  /** Of the profile's time, from 0 to 1. */
  readonly part: number
  /** Functions that took most of it. */
  readonly mostly: readonly string[]
}

/** Lines of a profile, and functions that a line names. */
const [most, named] = [8, 3]
/** What is less than this part of the time is not named. */
const worthNaming = 0.005

/** By where the code is from; the first that fits counts. */
const kinds: readonly (readonly [what: string, fits: (frame: CallFrame) => boolean])[] = [
  ['waiting for something to do', called('(idle)')],
  ['garbage collector', called('(garbage collector)')],
  ['outside of JavaScript: event loop, system calls, compiling', called('(program)')],
  [
    'writing to sockets',
    ({ url, functionName }) => url === '' && /^writ|^shutdown/.test(functionName),
  ],
  ['Node: HTTP', from(/^node:(_http|internal\/http|http)/)],
  [
    'Node: sockets, streams and events',
    from(/^node:(net$|events|stream|internal\/(stream|streams\/|event))/),
  ],
  [
    'Node: timers, promises and async hooks',
    from(/^node:(internal\/(timers|process|async|promise)|async_hooks|timers)/),
  ],
  ['Node: SQLite', from(/^node:sqlite/)],
  ['Node: what else', from(/^node:/)],
  ['built-in functions', from(/^$/)],
]

function called(name: string) {
  return ({ functionName, url }: CallFrame) => url === '' && functionName === name
}

function from(pattern: RegExp) {
  return ({ url }: CallFrame) => pattern.test(url)
}

/** `Keyart: src/http`, `npm: fastify`, or one of `kinds`. */
export function categoryOf(frame: CallFrame): string {
  const kind = kinds.find(([, fits]) => fits(frame))
  if (kind !== undefined) return kind[0]
  const [first = '', ...rest] = shortUrl(frame.url).split('/')
  if (first !== 'node_modules') return `Keyart: ${[first, rest[0]].join('/')}`
  const [scope = '', name = ''] = rest
  return `npm: ${scope.startsWith('@') ? `${scope}/${name}` : scope.replace(/\.m?js$/, '')}`
}

/** The categories that took most, and the rest as one. */
export function categorize(profile: Profile): readonly Category[] {
  const parts = partsBy(profile, categoryOf)
  const shown = parts.length > most ? parts.slice(0, most - 1) : parts
  const rest = parts.slice(shown.length).reduce((sum, [, part]) => sum + part, 0)
  const functions = partsBy(profile, (frame) => `${categoryOf(frame)}\n${nameOf(frame)}`)
  const categories = shown.map(([what, part]) => ({
    what,
    part,
    mostly: mostlyOf(functions, what),
  }))
  const names = parts.slice(shown.length, shown.length + named).map(([what]) => what)
  return rest === 0
    ? categories
    : [...categories, { what: `the rest: ${names.join(', ')}, …`, part: rest, mostly: [] }]
}

function mostlyOf(functions: Parts, what: string): readonly string[] {
  return functions
    .filter(([name, part]) => name.startsWith(`${what}\n`) && part >= worthNaming)
    .map(([name]) => name.slice(what.length + 1))
    .filter((name) => !name.startsWith('('))
    .slice(0, named)
}

/** With its file where it is Keyart's. */
function nameOf(frame: CallFrame): string {
  const name = frame.functionName || '(anonymous)'
  const place = shortUrl(frame.url)
  return place.startsWith('src/') ? `${name} in ${place.slice(place.lastIndexOf('/') + 1)}` : name
}
