import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import {
  type CacheableResponse,
  maxCachedBytes,
} from '../../../src/http/images/cached-responses.ts'
import { ResponseCache } from '../../../src/http/images/response-cache.ts'
import { readHead } from '../../../src/http/connection/request-head.ts'
import { usedBytes } from '../../support/heap.ts'

const findings: CacheableResponse = {
  generation: 1,
  length: 4,
  etag: '"x"',
  headers: { etag: '"x"', 'content-type': 'image/jpeg', 'cache-control': 'no-cache' },
}

/** Of a server whose catalog stands still, and where the derivatives of `keys` are in memory. */
function open() {
  const derivatives = {
    held: () => Buffer.alloc(4),
    isHeld: () => true,
    openCached: async () => Buffer.alloc(4),
  }
  return { cache: new ResponseCache({ generation: 1 }, derivatives) }
}

/** New text each time, one byte a character. */
const text = (length: number) => randomBytes(length / 2).toString('hex')

const said = (token: string) => ['Host', 'here', 'X-Emby-Authorization', token]

// Point 3: 31,730 HEADs took a server from 209 to 706 MB.
test('point 3: known answers stay within their bytes, whatever credentials and URLs are like', () => {
  const { cache } = open()
  const before = usedBytes()
  for (let times = 0; times < 6000; times++) {
    const url = `/Items/${text(1800)}`
    for (let variant = 0; variant < 2; variant++) cache.remember(url, said(text(14_000)), findings)
  }
  assert.ok(cache.bytes > maxCachedBytes / 2, `${cache.bytes} bytes counted`)
  assert.ok(cache.bytes <= maxCachedBytes, `${cache.bytes} bytes counted`)
  const grown = usedBytes() - before
  assert.ok(grown < 1.25 * cache.bytes, `${grown} bytes held, ${cache.bytes} counted`)
})

test('point 3: ways that others pushed out leave nothing behind', () => {
  const { cache } = open()
  const before = usedBytes()
  for (let times = 0; times < 25_000; times++) {
    const url = `/Items/${text(1800)}`
    cache.remember(url, said('first'), { ...findings, key: 'key' })
    for (let variant = 0; variant < 8; variant++)
      cache.remember(url, said(String(variant)), findings)
  }
  const grown = usedBytes() - before
  assert.ok(grown < 1.25 * cache.bytes, `${grown} bytes held, ${cache.bytes} counted`)
  cache.forget('key')
  assert.ok(cache.bytes > 0)
})

test('point 3: an answer is found again by whoever asks with the same credentials alone', async () => {
  const { cache } = open()
  const [mine, others] = [said(text(9000)), said(text(9000))]
  cache.remember('/a', mine, { ...findings, key: 'key' })
  const ask = async (rawHeaders: string[]) => {
    const request = { method: 'GET', url: '/a', head: readHead(rawHeaders), rawHeaders } as const
    return cache.findHeld(request, {})?.status
  }
  assert.equal(await ask(mine), 200)
  assert.equal(await ask(others), undefined)
  assert.equal(await ask(['Host', 'here']), undefined)
})
