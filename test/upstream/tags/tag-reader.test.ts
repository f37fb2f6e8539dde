import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { ImageFacts } from '../../../src/upstream/tags/find-tags.ts'
import { TagReader } from '../../../src/upstream/tags/tag-reader.ts'
import { Client } from '../../support/ask.ts'
import { eventually } from '../../support/keyart.ts'
import { openOrigin, openTestFront } from '../../support/upstream/front.ts'

test('answers are read once each, however they are compressed, and seen each time', async () => {
  const item = (id: string) => ({ Id: id, ImageTags: { Primary: `tag of ${id}` } })
  const page = (id: string) =>
    Buffer.from(JSON.stringify({ Items: [item(id)], TotalRecordCount: 1 }))
  const bodies: Record<string, { readonly body: Buffer; readonly encoding?: string }> = {
    plain: { body: page('plain') },
    gzip: { body: gzipSync(page('gzip')), encoding: 'gzip' },
    br: { body: brotliCompressSync(page('br')), encoding: 'br' },
    deflate: { body: deflateSync(page('deflate')), encoding: 'deflate' },
    broken: { body: gzipSync(page('broken')).subarray(0, 30), encoding: 'gzip' },
  }
  await using origin = await openOrigin((request, response) => {
    const { body, encoding } =
      bodies[new URL(request.url!, 'http://origin').searchParams.get('of')!]!
    const fields = { 'content-type': 'application/json', 'content-length': body.length }
    response.writeHead(
      200,
      encoding === undefined ? fields : { ...fields, 'content-encoding': encoding },
    )
    response.end(body)
  })
  const seen: { readonly facts: ImageFacts; readonly sentAt: number }[] = []
  await using reader = new TagReader((facts, { sentAt }) => void seen.push({ facts, sentAt }))
  await using front = await openTestFront(origin.url, {
    observe: (request, answer) => reader.observe(request, answer),
  })
  using client = new Client(front.url)
  for (const name of Object.keys(bodies)) {
    const firstOf = seen.length
    for (let time = 1; time <= 2; time++) {
      const { body } = await client.ask(`/Items?of=${name}`)
      assert.deepEqual(body, bodies[name]!.body)
      await eventually(async () => assert.equal(seen.length, firstOf + time))
    }
    const [first, again] = seen.slice(firstOf)
    const tags = [{ ownerId: name, type: 'Primary', index: 0, tag: `tag of ${name}` }]
    const expected = name === 'broken' ? { tags: [], ownerIds: [] } : { tags, ownerIds: [name] }
    assert.deepEqual(first!.facts, expected)
    // The very same: it was not read again.
    assert.equal(again!.facts, first!.facts)
    assert.ok(again!.sentAt > first!.sentAt)
  }
  assert.equal(reader.isReading, false)
})
