import { notModifiedFields } from '../protocol/caching.ts'
import { cacheStatus } from './image-tier.ts'

/** Names and values of the fields of a 200, but for what is true of one answer alone. */
export type Fields = readonly (readonly [name: string, value: string])[]

/** Status and fields of an answer in two forms: for Node, and as they go over the wire. */
export interface Heading {
  readonly status: 200 | 304
  /** Names and values in turn, as `writeHead` takes them. */
  readonly fields: readonly string[]
  /** Status line and fields, each with its line end. */
  readonly head: string
}

/** What is true of one answer alone. */
const passingHeaders = new Set(['server-timing', 'x-request-id'])

/** As RFC 9110 15 has them. */
const reasons = { 200: 'OK', 304: 'Not Modified' } as const

export function toHeading(status: Heading['status'], all: Fields): Heading {
  const fields = status === 200 ? all : all.filter(([name]) => notModifiedFields.has(name))
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`)
  return {
    status,
    fields: fields.flat(),
    head: `HTTP/1.1 ${status} ${reasons[status]}\r\n${lines.join('')}`,
  }
}

/** What a hit in memory says, of what the routes said. */
export function fieldsOf(headers: Readonly<Record<string, unknown>>): Fields {
  return Object.entries({ ...headers, 'cache-status': cacheStatus.memory })
    .filter(([name, value]) => value !== undefined && !passingHeaders.has(name))
    .map(([name, value]) => [name, String(value)])
}

/** What a hit in storage says, of what one in memory says. */
export function fromStorage(fields: Fields): Fields {
  return fields.map(([name, value]) =>
    name === 'cache-status' ? [name, cacheStatus.storage] : [name, value],
  )
}

/** Objects, arrays and places in maps that go with one answer, in bytes. */
const fixedBytes = 1200

/** More than one answer takes: its fields, all headings, and where its URL stands. */
export function bytesOf(fields: Fields, url: string): number {
  const text = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  return fixedBytes + url.length + 4 * text
}
