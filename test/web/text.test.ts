import assert from 'node:assert/strict'
import { test } from 'node:test'
import { captionOf, numberOf, sectionsOf, traitsOf } from '../../web/src/kinds.ts'
import { bytesText, initialsOf, ticksText } from '../../web/src/text.ts'
import type { ItemDto } from '../../web/src/wire.ts'

test('bytes are told in the unit that keeps them short', () => {
  assert.deepEqual([0, 999, 1000, 38_240, 999_600, 2_500_000].map(bytesText), [
    '0 B',
    '999 B',
    '1.0 kB',
    '38.2 kB',
    '1.0 MB',
    '2.5 MB',
  ])
})

test('ticks become a time', () => {
  assert.deepEqual([0, 1_230_000_000, 37_230_000_000].map(ticksText), ['0:00', '2:03', '1:02:03'])
})

test('initials are letters', () => {
  assert.deepEqual(['Ada King Lovelace', 'éric', '“Q” 7', '', '  '].map(initialsOf), [
    'AL',
    'É',
    '7',
    '',
    '',
  ])
})

test('captions place an item among its like', () => {
  const item = (more: Partial<ItemDto>): ItemDto => ({ Id: 'a', Name: 'A', Type: 'Movie', ...more })
  assert.equal(captionOf(item({ ProductionYear: 1999 })), '1999')
  const episode = item({ Type: 'Episode', IndexNumber: 2, ParentIndexNumber: 1, SeriesName: 'S' })
  assert.equal(captionOf(episode), 'S1 E2 · S')
  assert.equal(numberOf({ ...episode, IndexNumberEnd: 3 }), 'S1 E2–3')
  assert.equal(captionOf(item({ Type: 'Season', ChildCount: 1 })), '1 episode')
  assert.equal(captionOf(item({})), '')
})

test('kinds and libraries that are not known are shown all the same', () => {
  assert.equal(traitsOf('Hologram').many, 'Hologram')
  assert.ok(sectionsOf({ Id: 'a', Name: 'A', Type: 'CollectionFolder' }).length > 0)
})
