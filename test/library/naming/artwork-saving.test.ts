import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freeStem, planSavePlace } from '../../../src/library/naming/artwork-saving.ts'
import type { ImageType } from '../../../src/library/image-type.ts'
import type { Item, ItemKind } from '../../../src/library/item.ts'
import { makeItem, makeLibrary } from '../../contracts/catalog.ts'

const library = makeLibrary('movies', 'Films')

/** Kind, path, whether that is a folder, type, where it goes; then number and series of a season. */
const table: readonly [
  ItemKind,
  string,
  boolean,
  ImageType,
  string | undefined,
  (number | 'none')?,
][] = [
  ['Movie', 'Alien (1979)', true, 'Primary', 'Alien (1979)/poster'],
  ['Movie', 'Alien (1979)', true, 'Backdrop', 'Alien (1979)/fanart'],
  ['Movie', 'Alien (1979)', true, 'Logo', 'Alien (1979)/clearlogo'],
  ['Movie', 'Alien (1979)', true, 'Art', 'Alien (1979)/clearart'],
  ['Movie', 'Alien (1979)', true, 'Banner', 'Alien (1979)/banner'],
  ['Movie', 'Alien (1979)', true, 'Thumb', 'Alien (1979)/landscape'],
  ['Movie', 'Alien (1979)', true, 'Disc', 'Alien (1979)/discart'],
  ['Movie', 'Alien (1979)', true, 'Box', undefined],
  ['Movie', 'Alien (1979)', true, 'Chapter', undefined],
  ['Movie', 'many/Alien.v1.mkv', false, 'Primary', 'many/Alien.v1-poster'],
  ['Movie', 'Alien.mkv', false, 'Backdrop', '/Alien-fanart'],
  ['Series', 'Show', true, 'Primary', 'Show/poster'],
  ['Season', 'Show/Season 2', true, 'Primary', 'Show/season02-poster', 2],
  ['Season', 'Show/#season-11', false, 'Banner', 'Show/season11-banner', 11],
  ['Season', 'Show/Specials', true, 'Backdrop', 'Show/season-specials-fanart', 0],
  ['Season', 'Show/Odd', true, 'Primary', 'Show/Odd/poster', 'none'],
  ['Season', 'Show/#season-unknown', false, 'Primary', undefined, 'none'],
  ['Episode', 'Show/S01/E1.mkv', false, 'Primary', 'Show/S01/E1-thumb'],
  ['Episode', 'Show/S01/E1.mkv', false, 'Logo', undefined],
  ['MusicAlbum', 'A/B', true, 'Primary', 'A/B/folder'],
  ['MusicArtist', 'A', true, 'Primary', 'A/folder'],
  ['MusicArtist', 'A', true, 'Backdrop', 'A/fanart'],
  ['Audio', 'A/B/1.mp3', false, 'Primary', undefined],
  ['Photo', 'p.jpg', false, 'Primary', undefined],
  ['CollectionFolder', '', true, 'Primary', '/poster'],
]

test('each type of each kind has its place, or none', () => {
  for (const [kind, path, isFolder, type, expected, number] of table) {
    const more: Partial<Item> = typeof number === 'number' ? { indexNumber: number } : {}
    const seriesPath = kind === 'Season' ? 'Show' : undefined
    const place = planSavePlace(makeItem(library, kind, path, more), type, { isFolder, seriesPath })
    const shown = place && `${place.folder}/${place.stem}`
    assert.equal(shown, expected, `${kind} ${path} ${type}`)
  }
})

test('a number is added until nobody has the name, in whatever case and format', () => {
  assert.equal(freeStem('fanart', []), 'fanart')
  assert.equal(freeStem('fanart', ['Fanart.PNG', 'fanart1.jpg', 'fanart3.jpg']), 'fanart2')
})
