import type { Seeded } from '../seeded.ts'

/** One thing that a client does. */
export type Step =
  /** The pieces arrive one by one. */
  | { readonly do: 'send'; readonly pieces: readonly string[] }
  /** Nothing, until all that was sent is heard, and all that is answered has come. */
  | { readonly do: 'settle' }
  | { readonly do: 'rest'; readonly turns: number }
  | { readonly do: 'end' }
  | { readonly do: 'reset' }

/** All that a client does on one connection. */
export interface Life {
  readonly id: number
  readonly steps: readonly Step[]
  /**
   * Whether what it receives depends on what it sends alone. Else it does things while an answer is
   * under way of which Node itself makes now this and now that; then only isolation is told.
   */
  readonly isExact: boolean
  /** Whether the connection stays open until all others have come to their end. */
  readonly stays: boolean
}

/** What is asked, and in which way. */
interface Kind {
  readonly weight: number
  readonly text: (id: string, random: Seeded) => string
  /** Counts only when nothing is under way, and ends HTTP on the connection. */
  readonly last?: 'upgrade' | 'end'
}

const host = 'Host: x\r\n'
const get = (what: string, id: string, more = '', method = 'GET') =>
  `${method} /${what}/${id} HTTP/1.1\r\n${host}${more}\r\n`
const post = (what: string, id: string, body: string, more = '') =>
  `POST /${what}/${id} HTTP/1.1\r\n${host}${more}Content-Length: ${body.length}\r\n\r\n${body}`
const upgrade = 'Connection: Upgrade\r\nUpgrade: echo\r\n'
const webSocket =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'

const kinds: readonly Kind[] = [
  { weight: 10, text: (id) => get('ready', id) },
  { weight: 2, text: (id) => get('ready', id, '', 'HEAD') },
  { weight: 1, text: (id) => get('large', id) },
  { weight: 4, text: (id) => get('sync', id) },
  { weight: 1, text: (id) => get('sync', id, '', 'HEAD') },
  { weight: 3, text: (id) => get('later', id) },
  { weight: 2, text: (id) => get('stream', id) },
  { weight: 2, text: (id, random) => post('echo', id, inner(id, random)) },
  { weight: 1, text: (id, random) => post('sync', id, inner(id, random)) },
  { weight: 2, text: (id, random) => chunked(id, random) },
  { weight: 1, text: (id, random) => post('echo', id, inner(id, random), continued) },
  { weight: 1, text: (id) => get('sync', id, 'Expect: wonders\r\n') },
  { weight: 1, text: (id) => `\r\n${get('ready', id)}` },
  { weight: 1, text: (id) => get('ready', id, 'Connection: keep-alive\r\n') },
  { weight: 1, text: (id) => get('ready', id, 'Content-Length: 0\r\n') },
  { weight: 1, text: (id) => get('ready', id, 'Connection: close\r\n'), last: 'end' },
  { weight: 1, text: (id) => get('ready', id, 'Proxy-Connection: close\r\n'), last: 'end' },
  { weight: 1, text: (id) => `GET /ready/${id} HTTP/1.0\r\n\r\n`, last: 'end' },
  { weight: 1, text: (id) => get('destroy', id), last: 'end' },
  { weight: 1, text: (id) => `CONNECT ${id}:1 HTTP/1.1\r\n${host}\r\n`, last: 'end' },
  { weight: 1, text: (id) => `nonsense ${id}\r\n\r\n`, last: 'end' },
  { weight: 1, text: (id) => post('echo', id, '').replace('0', 'x'), last: 'end' },
  { weight: 1, text: (id) => get('refused', id, upgrade), last: 'end' },
  { weight: 3, text: (id) => get('upgrade', id, upgrade), last: 'upgrade' },
  { weight: 2, text: (id) => get('upgrade', id, webSocket), last: 'upgrade' },
  { weight: 1, text: (id) => get('slow-upgrade', id, upgrade), last: 'upgrade' },
]
const continued = 'Expect: 100-continue\r\n'
const byWeight = kinds.flatMap((kind) => Array<Kind>(kind.weight).fill(kind))

/** The body of one request may look like another. */
function inner(id: string, random: Seeded): string {
  return random.chance(0.5) ? get('ready', id) : 'a'.repeat(random.whole(0, 300))
}

function chunked(id: string, random: Seeded): string {
  const chunks = Array.from({ length: random.whole(0, 3) }, () => inner(id, random))
  const lines = chunks
    .filter((text) => text !== '')
    .map((text) => `${text.length.toString(16)}\r\n${text}\r\n`)
  return `POST /echo/${id} HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${lines.join('')}0\r\n\r\n`
}

export function randomLife(id: number, random: Seeded): Life {
  const isExact = random.chance(0.85)
  const steps: Step[] = []
  const send = (text: string) => steps.push({ do: 'send', pieces: cut(text, random) })
  const settle = () => isExact && steps.push({ do: 'settle' })
  let number = 0
  const next = () => `${id}.${number++}`
  let last: Kind['last']
  if (random.chance(0.5)) steps.push({ do: 'rest', turns: random.whole(1, 40) })
  const bursts = random.chance(0.05) ? 0 : random.whole(1, 6)
  for (let burst = 0; burst < bursts && (last === undefined || !isExact); burst++) {
    let text = ''
    for (let count = random.chance(0.6) ? 1 : random.whole(2, 4); count > 0; count--) {
      const kind = random.pick(byWeight)
      if (kind.last !== undefined) {
        if (text !== '') send(text)
        settle()
        text = ''
        last = kind.last
      }
      text += kind.text(next(), random)
      if (last !== undefined && isExact) break
    }
    // What comes right behind an upgrade is its own already.
    if (last === 'upgrade' && random.chance(0.3)) text += get('ready', next())
    send(text)
    if (random.chance(0.7)) settle()
    else if (random.chance(0.5)) steps.push({ do: 'rest', turns: random.whole(1, 10) })
  }
  if (last === 'upgrade')
    for (let count = random.whole(0, 4); count > 0; count--) {
      settle()
      send(random.chance(0.7) ? get('ready', next()) : `bytes of ${id}`)
      steps.push({ do: 'rest', turns: random.whole(0, 20) })
    }
  if (last === undefined && random.chance(0.15)) {
    settle()
    // Half of a request, and then it ends or stays so.
    const text = random.pick(byWeight).text(next(), random)
    send(text.slice(0, random.whole(1, text.length - 1)))
  }
  settle()
  if (random.chance(0.25)) steps.push({ do: 'end' })
  else if (random.chance(0.2)) steps.push({ do: 'reset' })
  return { id, steps, isExact, stays: random.chance(0.6) }
}

/** In one piece, in some, or in single bytes. */
function cut(text: string, random: Seeded): readonly string[] {
  if (text.length < 200 && random.chance(0.05)) return text.split('')
  if (random.chance(0.5)) return [text]
  const cuts = Array.from({ length: random.whole(1, 3) }, () => random.whole(0, text.length))
  return cutAt(text, cuts)
}

export function cutAt(text: string, cuts: readonly number[]): readonly string[] {
  const sorted = [0, ...cuts.toSorted((a, b) => a - b), text.length]
  return sorted
    .slice(1)
    .map((to, at) => text.slice(sorted[at], to))
    .filter((piece) => piece !== '')
}

/** Lives in which the same requests are cut in two, at every byte, and handed over at every one. */
export function livesCutEverywhere(): readonly Life[] {
  const plain = [get('ready', 'ID.0'), get('later', 'ID.1'), get('ready', 'ID.2')]
  const scripts: readonly (readonly string[])[] = [
    plain,
    [...plain, post('echo', 'ID.3', get('ready', 'ID.4')), get('ready', 'ID.5')],
    [...plain, get('upgrade', 'ID.3', upgrade), get('ready', 'ID.4')],
  ]
  const lives: Life[] = []
  for (const script of scripts)
    for (let which = 0; which < script.length; which++)
      for (let at = 0; at < script[which]!.length; at++) {
        const id = lives.length
        const steps = script.flatMap((text, number): Step[] => {
          const own = text.replaceAll('ID', String(id))
          const pieces = number === which ? cutAt(own, [at]) : [own]
          return [{ do: 'send', pieces }, { do: 'settle' }]
        })
        lives.push({ id, steps, isExact: true, stays: at % 2 === 0 })
      }
  return lives
}
