import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { type Nfo, nfoKinds, parseNfo } from '../../../src/scan/nfo/nfo.ts'
import { decodeEntities } from '../../../src/scan/nfo/xml-entities.ts'
import { threadTime } from '../../support/thread-time.ts'

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Text as it may stand in an element: XML 1.0, 2.2, without blanks at its ends. */
const words = fc
  .array(fc.constantFrom('a', 'Ä', '𝒳', ' ', '&', '<', '>', '"', "'", '/', ';', '#'), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => parts.join('').trim())
  .filter((text) => text !== '')

const optionalText = ['title', 'sortTitle', 'originalTitle', 'plot', 'mpaa'] as const

/** Counts in `outcomes` what it was, so that a law does not hold because all was broken. */
function assertLawful(nfo: Nfo, outcomes = { read: 0, broken: 0 }): void {
  outcomes[nfo.kind]++
  if (nfo.kind === 'broken') {
    assert.ok(nfo.reason.length > 0)
    return
  }
  for (const entry of nfo.entries) {
    assert.ok(nfoKinds.includes(entry.kind))
    for (const name of optionalText)
      assert.ok(entry[name] === undefined || entry[name].trim() !== '')
    const { year, rating, season, episode, premiered } = entry
    assert.ok(year === undefined || (Number.isInteger(year) && year > 0 && year < 10_000))
    assert.ok(rating === undefined || (rating > 0 && rating <= 10))
    for (const number of [season, episode])
      assert.ok(number === undefined || (Number.isInteger(number) && number >= 0))
    assert.ok(premiered === undefined || !Number.isNaN(Date.parse(premiered)))
    for (const list of [entry.genres, entry.studios]) {
      assert.equal(new Set(list).size, list.length)
      assert.ok(list.every((one) => one.trim() !== ''))
    }
  }
}

suite('an NFO', () => {
  test('gives back the words that were written into it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...nfoKinds), words, words, (kind, title, name) => {
        const nfo = parseNfo(
          `<${kind}><title>${escaped(title)}</title><actor><name>${escaped(name)}</name></actor></${kind}>`,
        )
        assert.ok(nfo.kind === 'read')
        const [entry] = nfo.entries
        assert.equal(entry?.title, title)
        assert.deepEqual(entry?.people, [{ name, kind: 'Actor' }])
      }),
    )
  })

  test('of any bytes, as UTF-8 or Latin 1, says nothing that cannot be', () => {
    const outcomes = { read: 0, broken: 0 }
    const start = fc.constantFrom('', '<movie>', '<tvshow><title>', '<episodedetails><season>')
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 300 }), (head, bytes) => {
        for (const encoding of ['utf8', 'latin1'] as const)
          assertLawful(parseNfo(head + Buffer.from(bytes).toString(encoding)), outcomes)
      }),
      { numRuns: 2000 },
    )
    for (const count of Object.values(outcomes)) assert.ok(count > 50, JSON.stringify(outcomes))
  })

  test('that was written by hand, in part, twice or in the wrong place says nothing that cannot be', () => {
    const outcomes = { read: 0, broken: 0 }
    const number = fc.oneof(
      fc.integer().map(String),
      fc.double().map(String),
      fc.string({ maxLength: 4 }),
    )
    const element = fc
      .tuple(
        fc.constantFrom(
          'year',
          'rating',
          'season',
          'episode',
          'premiered',
          'genre',
          'studio',
          'ratings',
          'value',
          'title',
          'actor',
          'name',
        ),
        fc.oneof(
          number,
          words.map(escaped),
          fc.constantFrom(
            '2001-02-31',
            '0000-00-00',
            '9999-12-31',
            ' / ',
            '<name/>',
            '<value>7,5</value>',
          ),
        ),
      )
      .map(([name, text]) => `<${name}>${text}</${name}>`)
    fc.assert(
      fc.property(
        fc.constantFrom(...nfoKinds),
        fc.array(element, { maxLength: 12 }),
        (kind, parts) => {
          assertLawful(parseNfo(`<${kind}>${parts.join('')}</${kind}>`), outcomes)
        },
      ),
      { numRuns: 2000 },
    )
    assert.ok(outcomes.read > 1000, JSON.stringify(outcomes))
  })

  test('CVE-2026-53504: no text of a megabyte takes long', () => {
    for (const part of [
      '<',
      '<a>',
      '<!--',
      '<![CDATA[',
      '&',
      '&#',
      '<!DOCTYPE a [',
      '</',
      '<a b="',
      ' / ',
      '<movie><genre>',
    ])
      for (const wrap of [
        (text: string) => text,
        (text: string) => `<movie><title>${text}</title></movie>`,
      ]) {
        const text = wrap(part.repeat(Math.ceil(1_000_000 / part.length)))
        let nfo: Nfo | undefined
        assert.ok(threadTime(() => (nfo = parseNfo(text))) < 10_000, part)
        assertLawful(nfo!)
      }
  })

  test('entities are decoded once, and only to characters that there are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(decodeEntities(escaped(text)), text)
      }),
    )
    for (const text of [
      '&#0;',
      '&#xD800;',
      '&#x110000;',
      '&#9999999;',
      '&nobody;',
      '&a;',
      '&constructor;',
      '&amp',
    ])
      assert.equal(decodeEntities(text), text)
    assert.equal(decodeEntities('&amp;lt;&#x41;&#66;'), '&lt;AB')
    assert.equal(decodeEntities('&eacute;&hellip;&Uuml;'), 'é…Ü')
  })
})
