import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isKeyartError, type ProblemCode } from '../../../src/errors.ts'
import { isForm, readFormFile } from '../../../src/http/uploads/form-file.ts'

const type = 'multipart/form-data; boundary=xyz'
const bytes = Buffer.from(Array.from({ length: 3000 }, (_, at) => at % 256))
const file = 'Content-Disposition: form-data; name="file"; filename="poster.jpg"'

const part = (head: string, content: Buffer | string) =>
  Buffer.concat([
    Buffer.from(`--xyz\r\n${head}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
const form = (...parts: readonly Buffer[]) => Buffer.concat([...parts, Buffer.from('--xyz--\r\n')])

async function* inPieces(body: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += length) yield body.subarray(at, at + length)
}

const read = async (body: Buffer, length = 1000, contentType = type) =>
  Buffer.concat(await Array.fromAsync(readFormFile(inPieces(body, length), contentType)))

const refused = (body: Buffer, code: ProblemCode) =>
  assert.rejects(read(body), (error) => isKeyartError(error, code))

suite('the file in a form', () => {
  test('is what it was, in pieces of any length, among fields', async () => {
    const field = part('Content-Disposition: form-data; name="type"', 'Primary')
    for (const body of [
      form(part(file, bytes)),
      form(field, part(`${file}\r\nContent-Type: image/jpeg`, bytes), field),
      // No name of a file but a type.
      form(part('Content-Disposition: form-data; name="image"\r\nContent-Type: image/png', bytes)),
    ])
      for (const length of [1, 7, 1000, body.length])
        assert.deepEqual(await read(body, length), bytes)
  })

  test('of several, the first', async () => {
    assert.deepEqual(await read(form(part(file, bytes), part(file, 'another'))), bytes)
  })

  test('a form without a file, and one that is cut off, are refused', async () => {
    await refused(form(part('Content-Disposition: form-data; name="type"', 'x')), 'IMAGE_INVALID')
    await refused(form(), 'IMAGE_INVALID')
    const field = part('Content-Disposition: form-data; name="type"', 'x')
    await refused(form(...Array<Buffer>(100).fill(field), part(file, bytes)), 'BODY_INVALID')
    await refused(form(part(file, bytes), ...Array<Buffer>(100).fill(field)), 'BODY_INVALID')
    const whole = form(part(file, bytes))
    for (const length of [5, 60, 1000, whole.length - 10])
      await assert.rejects(read(whole.subarray(0, length)), (error) => isKeyartError(error))
  })

  test('what goes wrong with the body is told as it is, and the body is let go of', async () => {
    let isLeft = false
    async function* failing(): AsyncGenerator<Buffer> {
      try {
        yield form(part(file, bytes)).subarray(0, 2000)
        throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
      } finally {
        isLeft = true
      }
    }
    await assert.rejects(Array.fromAsync(readFormFile(failing(), type)))
    assert.equal(isLeft, true)

    isLeft = false
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        yield form(part(file, bytes)).subarray(0, 100)
        for (;;) yield Buffer.alloc(1000)
      } finally {
        isLeft = true
      }
    }
    for await (const piece of readFormFile(endless(), type)) if (piece.length > 0) break
    assert.equal(isLeft, true)
  })

  test('a content type is a form when it names a boundary of at most 70 characters', () => {
    const long = 'b'.repeat(70)
    for (const good of [
      type,
      'Multipart/Form-Data;boundary="ab"',
      `multipart/form-data; charset=utf-8; boundary=${long}`,
      `multipart/form-data; boundary="${long}"; charset=utf-8`,
    ])
      assert.ok(isForm(good), good)
    assert.ok(!isForm(undefined))
    for (const bad of ['image/png', 'multipart/form-data', 'multipart/mixed; boundary=x'])
      assert.ok(!isForm(bad), bad)
  })
})
