import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { parseJson } from '../ask-text.ts'

const schema = Type.Object({
  /** Number of the latest pass over all items. */
  pass: Type.Integer(),
  /** Index of the item with which the pass goes on; null: it has come to its end. */
  next: Type.Union([Type.Integer(), Type.Null()]),
  /** Items that the origin said it has when the pass began. */
  total: Type.Integer(),
  /** Changes before are read, by the origin's clock; milliseconds since 1970. */
  since: Type.Number(),
  /** When the pass began, by the same clock: from there on changes are asked for at its end. */
  began: Type.Number(),
  /** When the latest whole pass ended; 0: none has. */
  finishedAt: Type.Number(),
})

/** How far the lists of the origin were read; stored between runs. */
export type SyncState = Static<typeof schema>

export const nothingRead: SyncState = {
  pass: 1,
  next: 0,
  total: 0,
  since: 0,
  began: 0,
  finishedAt: 0,
}

/** What an earlier run stored; from the beginning where that is nothing that can be read. */
export function parseSyncState(text: string | undefined): SyncState {
  const value = text === undefined ? undefined : parseJson(text)
  return Value.Check(schema, value) ? value : nothingRead
}

/** What is to be done next. */
export type SyncStep =
  | { readonly kind: 'page'; readonly startIndex: number }
  | { readonly kind: 'begin-pass' }
  | { readonly kind: 'changes' }

/** Milliseconds between two passes over all items: changes are found at once, removals by a pass. */
export const passInterval = 24 * 3600_000

export function nextStep({ next, finishedAt }: SyncState, now: number): SyncStep {
  if (next !== null) return { kind: 'page', startIndex: next }
  // A clock that was set back must not end it.
  const isDue = now - finishedAt >= passInterval || now < finishedAt
  return isDue ? { kind: 'begin-pass' } : { kind: 'changes' }
}
