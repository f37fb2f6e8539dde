import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { isKeyartError } from '../../../src/errors.ts'
import { Base64Decoder } from '../../../src/http/uploads/base64-decoder.ts'
import { readPicture } from '../../../src/http/uploads/picture-body.ts'
import { noise } from '../../support/pictures.ts'

/** `bytes` in pieces of these lengths, again and again. */
async function* inPieces(bytes: Buffer, lengths: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const end = at + lengths[turn % lengths.length]!
    yield bytes.subarray(at, end)
    at = end
  }
}

const readAll = async (body: Buffer, lengths: readonly number[] = [65_536]) =>
  Buffer.concat(await Array.fromAsync(readPicture(inPieces(body, lengths))))

const refused = (body: Buffer, lengths?: readonly number[]) =>
  assert.rejects(readAll(body, lengths), (error) => isKeyartError(error, 'IMAGE_INVALID'))

suite('pictures out of bodies', () => {
  test('bytes, and base64 of every form, in pieces of any length', async () => {
    const large = await noise(400, 300).png().toBuffer()
    const base64 = large.toString('base64')
    const forms = [
      large,
      base64,
      base64.replace(/=+$/, ''),
      large.toString('base64url'),
      base64.replaceAll('+', '-').replaceAll('/', '_'),
      `data:image/png;base64,${base64}`,
      ` \n${base64.replaceAll(/(.{76})/g, '$1\r\n')}\n`,
    ].map((form) => Buffer.from(form))
    for (const form of forms)
      for (const lengths of [[form.length], [65_536], [1, 7, 4001], [89_999, 1, 1, 1, 3]])
        assert.ok((await readAll(form, lengths)).equals(large), String(lengths))
  })

  test('a small one, byte by byte', async () => {
    const small = await noise(3, 3).png().toBuffer()
    for (const form of [small, Buffer.from(small.toString('base64'))])
      assert.deepEqual(await readAll(form, [1]), small)
  })

  test('an SVG behind long comments', async () => {
    const svg = Buffer.from(`<!--${'x'.repeat(60_000)}--><svg viewBox="0 0 1 1"/>`)
    for (const form of [svg, Buffer.from(svg.toString('base64'))])
      assert.deepEqual(await readAll(form, [1000]), svg)
  })

  test('what is no picture is refused, wherever that shows', async () => {
    const base64 = (await noise(400, 300).png().toBuffer()).toString('base64')
    for (const text of ['', ' ', 'AAAA', '<html></html>', base64.slice(0, 5), `${base64}====`])
      await refused(Buffer.from(text))
    for (const wrong of ['!', '=', '===='])
      await refused(Buffer.from(base64.slice(0, 200_000) + wrong + base64.slice(200_000)))
    // A letter alone at the end says no byte.
    const whole = base64.replace(/=+$/, '')
    await refused(Buffer.from(whole.slice(0, whole.length - (whole.length % 4) + 1)))
  })

  test('a refusal names what came and what is read', async () => {
    const refusal = async (body: Buffer) => {
      const error: unknown = await readAll(body).catch((thrown: unknown) => thrown)
      return isKeyartError(error) ? error.message : ''
    }
    const jxl = Buffer.from('0000000c4a584c200d0a870a', 'hex')
    for (const body of [jxl, Buffer.from(jxl.toString('base64'))]) {
      assert.match(await refusal(body), /JPEG XL is not supported/)
      assert.match(await refusal(body), /JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF, BMP or SVG/)
    }
    assert.match(await refusal(Buffer.from('<!doctype html><html>')), /is a web page/)
  })

  // Point 4: decoding took 1.1 s at once.
  test('point 4: 50 MB of base64 are decoded piece by piece', async () => {
    const head = await noise(40, 30).png().toBuffer()
    const picture = Buffer.concat([head, Buffer.alloc(50_000_000 - head.length)])
    const body = Buffer.from(picture.toString('base64'))
    let [longest, length, pieces] = [0, 0, 0]
    for await (const piece of readPicture(inPieces(body, [65_536]))) {
      longest = Math.max(longest, piece.length)
      length += piece.length
      pieces++
    }
    assert.equal(length, picture.length)
    assert.ok(longest <= 160_000, `${longest} bytes in one piece`)
    assert.ok(pieces > 500)
  })

  test('the body is let go of when nobody wants more of it', async () => {
    const large = await noise(400, 300).png().toBuffer()
    for (const form of [large, Buffer.from(large.toString('base64'))]) {
      let isLeft = false
      const body = async function* () {
        try {
          yield* inPieces(form, [1000])
        } finally {
          isLeft = true
        }
      }
      for await (const piece of readPicture(body())) if (piece.length > 0) break
      assert.equal(isLeft, true)
    }
  })
})

test('base64 in pieces is what it is as a whole', () => {
  const cuts = fc.array(fc.integer({ min: 0, max: 9 }))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), cuts, (bytes, lengths) => {
      const text = Buffer.from(bytes).toString('base64')
      const decoder = new Base64Decoder()
      const parts: (Buffer | undefined)[] = []
      let at = 0
      for (const length of lengths) parts.push(decoder.push(text.slice(at, (at += length))))
      parts.push(decoder.push(text.slice(at)), decoder.end())
      assert.deepEqual(Buffer.concat(parts as Buffer[]), Buffer.from(bytes))
    }),
  )
})
