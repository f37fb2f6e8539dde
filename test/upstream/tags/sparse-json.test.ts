import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { findImageFacts, findTags } from '../../../src/upstream/tags/find-tags.ts'

const facts = (text: string) => findImageFacts(Buffer.from(text))
const nothing = { tags: [], ownerIds: [] }

const names = [
  'Id',
  'ItemId',
  'SeriesId',
  'SeriesPrimaryImageTag',
  'AlbumId',
  'PrimaryImageTag',
  'BackdropImageTags',
  'ParentBackdropItemId',
  'ParentBackdropImageTags',
  'ImageTags',
  'Items',
  'People',
  'Name',
  'Primary',
  'Overview',
  'Ix',
  'I"d',
  'Id\\',
  '',
]
const name = fc
  .oneof(fc.constantFrom(...names), fc.string())
  // Of no image type.
  .filter((one) => one !== '__proto__')
const text = fc.constantFrom('a', 'b', 'c"')
const item = (other: fc.Arbitrary<unknown>) =>
  fc.record(
    {
      Id: text,
      Name: other,
      SeriesId: text,
      SeriesPrimaryImageTag: text,
      ImageTags: fc.dictionary(name, fc.oneof(text, other), { maxKeys: 3 }),
      BackdropImageTags: fc.array(fc.oneof(text, other), { maxLength: 3 }),
      People: other,
      PrimaryImageTag: fc.oneof(text, other),
    },
    { requiredKeys: [] },
  )
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(
      fc.constantFrom('a', 'b', 'c', 'x y', 'ü', '"', '\\', '\\"', 'a\\', '{', '[]', ','),
      fc.string({ unit: 'grapheme' }),
    ),
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(null, true, 12)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 8 }),
    item(tie('value')),
  ),
})).value

suite('JSON of which only ids and tags are read', () => {
  test('says the same of tags as when all of it is read', () => {
    let tags = 0
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, undefined, space)
        const expected = findTags(JSON.parse(text))
        tags += expected.length
        assert.deepEqual(facts(text).tags, expected)
      }),
      { numRuns: 1500 },
    )
    assert.ok(tags > 100, `${tags} tags`)
  })

  test('says nothing where it ends early or is none, and does not hang', () => {
    const text = JSON.stringify({ Items: [{ Id: 'a', n: -1.5e3, ImageTags: { Primary: '\\"1' } }] })
    assert.equal(facts(text).tags.length, 1)
    for (let end = 0; end < text.length; end++)
      assert.deepEqual(facts(text.slice(0, end)), nothing, text.slice(0, end))
    for (const other of [`${text}}`, '<html>', '{Id:1}', '[1 2', '{"a" 1}', '["\\"', '\0'])
      assert.deepEqual(facts(other), nothing, other)
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (any) => void facts(any)))
  })

  test('what is nested without end is passed over', () => {
    const deep = '{"a":'.repeat(500_000) + '1' + '}'.repeat(500_000)
    const { tags } = facts(`[${deep},{"Id":"i","PrimaryImageTag":"t"}]`)
    assert.deepEqual(tags, [{ ownerId: 'i', type: 'Primary', index: 0, tag: 't' }])
    assert.deepEqual(facts('['.repeat(500_000)), nothing)
  })

  test('the owners of a list are in its order; one item alone is no list', () => {
    const items = [
      { Id: 'e', SeriesId: 's', ImageTags: { Primary: '1' }, People: [{ Id: 'p' }] },
      { Id: 'none', ImageTags: {} },
      { Id: 'f', SeriesId: 's', ImageTags: { Primary: '2' } },
    ]
    assert.deepEqual(facts(JSON.stringify({ Items: items })).ownerIds, ['e', 's', 'f'])
    assert.deepEqual(facts(JSON.stringify(items)).ownerIds, ['e', 's', 'f'])
    assert.deepEqual(facts(JSON.stringify(items[0])).ownerIds, [])
  })
})
