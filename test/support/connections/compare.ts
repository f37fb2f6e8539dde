import { inspect } from 'node:util'
import { type Life } from './life.ts'
import { live, type Seen } from './live.ts'
import { openPlace } from './place.ts'

/** So many connections are open at a time, to each of the two servers. */
const together = 30

export interface Comparison {
  readonly lives: number
  /** Answers that came to all of them, from Node alone. */
  readonly answers: number
  readonly upgrades: number
  /** What was not the same, or was another's. */
  readonly faults: readonly string[]
}

/** Lives the same lives with `Front` before Node's HTTP layer and with Node alone. */
export async function compareLives(lives: readonly Life[]): Promise<Comparison> {
  await using fastPathed = await openPlace('front')
  await using bare = await openPlace('node')
  const faults: string[] = []
  const sum = { answers: 0, upgrades: 0 }
  for (let at = 0; at < lives.length; at += together) {
    const some = lives.slice(at, at + together)
    const [seen, model] = await Promise.all([live(fastPathed, some), live(bare, some)])
    for (const [index, life] of some.entries()) {
      const fault = faultOf(life, seen[index]!, model[index]!)
      if (fault !== undefined) faults.push(`${fault}\n${inspect(life, { depth: 4 })}`)
    }
    for (const { text } of model) {
      sum.answers += count(text, /HTTP\/1\.1 \d/g)
      sum.upgrades += count(text, /HTTP\/1\.1 101 /g)
    }
  }
  return { lives: lives.length, ...sum, faults }
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

/** What says whose an answer is, and requests that were said back. */
const marks = /(?:\[|\/(?:ready|large|sync|later|stream|echo|upgrade)\/)(\d+)\.\d/gi

function faultOf(life: Life, seen: Seen, model: Seen): string | undefined {
  for (const [server, { text }] of Object.entries({ seen, model }))
    for (const [, whose] of text.matchAll(marks))
      if (Number(whose) !== life.id) return `${life.id} was sent what is of ${whose} (${server})`
  if (!life.isExact) return undefined
  const [is, must] = [shown(seen), shown(model)]
  return is === must ? undefined : `${life.id} saw\n${is}\ninstead of\n${must}`
}

function shown({ text, ending }: Seen): string {
  const short = text.replaceAll(/x{100,}/g, (many) => `(${many.length} x)`)
  return `${JSON.stringify(short)} ${ending}`
}
