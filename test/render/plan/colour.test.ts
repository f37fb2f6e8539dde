import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseColour } from '../../../src/render/plan/colour.ts'

const table: readonly [string, string | undefined][] = [
  ['#000000', '#000000'],
  ['00A4dc', '#00a4dc'],
  ['#0af', '#00aaff'],
  ['red', '#ff0000'],
  ['RebeccaPurple', '#663399'],
  // Alpha comes first and does not count: what lies under a picture is opaque.
  ['#80ff0000', '#ff0000'],
  ['8f00', '#ff0000'],
  ['#12345', undefined],
  ['constructor', undefined],
  ['', undefined],
  ['rgb(0,0,0)', undefined],
]

for (const [text, expected] of table)
  test(`'${text}' is ${expected}`, () => assert.equal(parseColour(text), expected))
