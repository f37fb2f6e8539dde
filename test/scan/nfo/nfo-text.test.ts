import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeNfo } from '../../../src/scan/nfo/nfo-text.ts'

const text = '<movie><title>Él café – größer</title></movie>'
const utf16 = (byteOrder: 'le' | 'be', mark: boolean) => {
  const bytes = Buffer.from(`${mark ? '\u{feff}' : ''}${text}`, 'utf16le')
  return byteOrder === 'le' ? bytes : bytes.swap16()
}
/** Windows-1252 has the dash at 0x96. */
const windows1252 = Buffer.from(text.replace('–', '\u0096'), 'latin1')

const cases: Readonly<Record<string, Buffer>> = {
  'UTF-8': Buffer.from(text),
  'UTF-8 with a mark': Buffer.from(`\u{feff}${text}`),
  'UTF-16, little endian, with a mark': utf16('le', true),
  'UTF-16, big endian, with a mark': utf16('be', true),
  'UTF-16, little endian, without a mark': utf16('le', false),
  'UTF-16, big endian, without a mark': utf16('be', false),
  'windows-1252 that says nothing': windows1252,
}
for (const [name, bytes] of Object.entries(cases))
  test(`an .nfo in ${name}`, () => assert.equal(decodeNfo(bytes), text))

test('an .nfo in what it declares, in what it declares wrongly, and in what nobody knows', () => {
  const declared = (encoding: string, body: Buffer) =>
    decodeNfo(Buffer.concat([Buffer.from(`<?xml version="1.0" encoding="${encoding}"?>`), body]))
  assert.ok(declared('ISO-8859-1', windows1252).endsWith(text))
  assert.ok(declared('iso-8859-2', Buffer.from('<title>\u00b3</title>', 'latin1')).includes('ł'))
  assert.ok(declared('utf-8', windows1252).endsWith(text))
  assert.ok(declared('x-of-nobody', windows1252).endsWith(text))
})
