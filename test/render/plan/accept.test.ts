import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAccept } from '../../../src/render/plan/accept.ts'

const table: readonly [string | undefined, webp: boolean, avif: boolean, gif: boolean][] = [
  [undefined, false, false, true],
  ['', false, false, false],
  ['*/*', false, false, true],
  ['image/*', false, false, true],
  ['image/webp', true, false, false],
  ['IMAGE/WEBP;q=0.1', true, false, false],
  ['image/webp;q=0', false, false, false],
  ['image/webp; q=0.000, image/gif', false, false, true],
  ['image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', true, true, true],
  ['text/html', false, false, false],
]

for (const [header, webp, avif, gif] of table)
  test(`Accept: ${header}`, () => assert.deepEqual(parseAccept(header), { webp, avif, gif }))
