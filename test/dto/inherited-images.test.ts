import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { ImageType } from '../../src/library/image-type.ts'
import type { ItemKind } from '../../src/library/item.ts'
import type { DtoQuery } from '../../src/dto/options.ts'
import { makeItem, pick, World } from './fixture.ts'

type Images = Partial<Record<ImageType, readonly string[]>>
type Line = readonly (readonly [ItemKind, Images])[]

/** The DTO of the last of a line, each below the one before. */
function lastOf(line: Line, query: DtoQuery = {}) {
  const world = new World()
  for (const [kind, images] of line) {
    const parentId = world.items.at(-1)?.id
    const item = makeItem(kind, `the ${kind}`, parentId === undefined ? {} : { parentId })
    world.add(item, images)
  }
  const last = world.items.at(-1)
  assert.ok(last)
  return world.dto(last, query)
}

const id = (kind: ItemKind) => makeItem(kind, `the ${kind}`).id
const four: Images = { Logo: ['l'], Art: ['a'], Thumb: ['t'], Backdrop: ['b0', 'b1'] }

function allFrom(kind: ItemKind) {
  return {
    ParentLogoItemId: id(kind),
    ParentLogoImageTag: 'l',
    ParentArtItemId: id(kind),
    ParentArtImageTag: 'a',
    ParentThumbItemId: id(kind),
    ParentThumbImageTag: 't',
    ParentBackdropItemId: id(kind),
    ParentBackdropImageTags: ['b0', 'b1'],
  }
}
const { ParentThumbItemId, ParentThumbImageTag, ...fromLibrary } = allFrom('CollectionFolder')
assert.ok(ParentThumbItemId && ParentThumbImageTag)

suite('inherited images', () => {
  const table: Record<string, readonly [Line, object, DtoQuery?]> = {
    'episode from series': [
      [
        ['CollectionFolder', {}],
        ['Series', four],
        ['Season', {}],
        ['Episode', {}],
      ],
      allFrom('Series'),
    ],
    'episode from season': [
      [
        ['Series', {}],
        ['Season', four],
        ['Episode', {}],
      ],
      allFrom('Season'),
    ],
    'season from series': [
      [
        ['Series', four],
        ['Season', {}],
      ],
      allFrom('Series'),
    ],
    'nearest first, but the thumb of the series before that of the season': [
      [
        ['Series', { Logo: ['far'], Thumb: ['series'], Backdrop: ['far'] }],
        ['Season', { Logo: ['near'], Thumb: ['season'], Backdrop: ['near'] }],
        ['Episode', {}],
      ],
      {
        ParentLogoItemId: id('Season'),
        ParentLogoImageTag: 'near',
        ParentThumbItemId: id('Series'),
        ParentThumbImageTag: 'series',
        ParentBackdropItemId: id('Season'),
        ParentBackdropImageTags: ['near'],
      },
    ],
    'a series inherits nothing, nor does what is below it reach past it': [
      [
        ['CollectionFolder', four],
        ['Series', {}],
      ],
      {},
    ],
    'an episode does not reach past its series': [
      [
        ['CollectionFolder', four],
        ['Series', {}],
        ['Season', {}],
        ['Episode', {}],
      ],
      {},
    ],
    'track from album': [
      [
        ['MusicArtist', {}],
        ['MusicAlbum', four],
        ['Audio', {}],
      ],
      allFrom('MusicAlbum'),
    ],
    'track from artist through album': [
      [
        ['MusicArtist', four],
        ['MusicAlbum', {}],
        ['Audio', {}],
      ],
      allFrom('MusicArtist'),
    ],
    'album from artist across a folder': [
      [
        ['MusicArtist', four],
        ['Folder', { Logo: ['folder'] }],
        ['MusicAlbum', {}],
      ],
      allFrom('MusicArtist'),
    ],
    'film from box set': [
      [
        ['CollectionFolder', four],
        ['BoxSet', four],
        ['Movie', {}],
      ],
      allFrom('BoxSet'),
    ],
    'film does not reach past its box set': [
      [
        ['CollectionFolder', four],
        ['BoxSet', {}],
        ['Movie', {}],
      ],
      {},
    ],
    'film from folder and from library, whose thumb is never inherited': [
      [
        ['CollectionFolder', four],
        ['Folder', {}],
        ['Movie', {}],
      ],
      fromLibrary,
    ],
    'box set, artist, photo album and photo inherit nothing': [
      [
        ['CollectionFolder', four],
        ['PhotoAlbum', four],
        ['Photo', {}],
      ],
      {},
    ],
    'own images are not replaced': [
      [
        ['BoxSet', four],
        ['Movie', four],
      ],
      {},
    ],
    'own logo and thumb do not keep backdrops and art away': [
      [
        ['BoxSet', four],
        ['Movie', { Logo: ['own'], Thumb: ['own'] }],
      ],
      {
        ParentArtItemId: id('BoxSet'),
        ParentArtImageTag: 'a',
        ParentBackdropItemId: id('BoxSet'),
        ParentBackdropImageTags: ['b0', 'b1'],
      },
    ],
    'imageTypeLimit bounds inherited backdrops': [
      [
        ['BoxSet', { Backdrop: ['b0', 'b1'] }],
        ['Movie', {}],
      ],
      { ParentBackdropItemId: id('BoxSet'), ParentBackdropImageTags: ['b0'] },
      { imageTypeLimit: 1 },
    ],
    'imageTypeLimit=0 inherits nothing': [
      [
        ['BoxSet', four],
        ['Movie', {}],
      ],
      {},
      { imageTypeLimit: 0 },
    ],
    'enableImages=false inherits nothing': [
      [
        ['BoxSet', four],
        ['Movie', {}],
      ],
      {},
      { enableImages: false },
    ],
    'enableImageTypes holds for inherited images': [
      [
        ['BoxSet', four],
        ['Movie', {}],
      ],
      { ParentLogoItemId: id('BoxSet'), ParentLogoImageTag: 'l' },
      { enableImageTypes: ['Logo'] },
    ],
  }
  for (const [name, [line, expected, query]] of Object.entries(table))
    test(name, () => {
      const inherited = pick(lastOf(line, query), /^Parent(Logo|Art|Thumb|Backdrop)/)
      assert.deepEqual(inherited, expected)
    })

  test('their hashes are among those of the item', () => {
    const { ImageBlurHashes } = lastOf([
      ['BoxSet', four],
      ['Movie', { Primary: ['p'] }],
    ])
    assert.deepEqual(ImageBlurHashes, {
      Primary: { p: 'hash of p' },
      Logo: { l: 'hash of l' },
      Art: { a: 'hash of a' },
      Thumb: { t: 'hash of t' },
      Backdrop: { b0: 'hash of b0', b1: 'hash of b1' },
    })
  })

  test('items that name each other as parents end', () => {
    const world = new World()
    const one = makeItem('Folder', 'one', { parentId: makeItem('Folder', 'two').id })
    const two = makeItem('Folder', 'two', { parentId: one.id })
    world.add(one)
    world.add(two, { Logo: ['l'] })
    assert.equal(world.dto(one).ParentLogoItemId, two.id)
  })
})

suite('images of series, season and album', () => {
  const related = /^(ParentPrimary|SeriesPrimary|SeriesThumb|AlbumPrimary)/
  const table: Record<string, readonly [Line, object, DtoQuery?]> = {
    'episode: season before series': [
      [
        ['Series', { Primary: ['s'], Thumb: ['t'] }],
        ['Season', { Primary: ['n'] }],
        ['Episode', {}],
      ],
      {
        ParentPrimaryImageItemId: id('Season'),
        ParentPrimaryImageTag: 'n',
        SeriesPrimaryImageTag: 's',
        SeriesThumbImageTag: 't',
      },
    ],
    'episode: series for want of a season`s': [
      [
        ['Series', { Primary: ['s'] }],
        ['Season', {}],
        ['Episode', { Primary: ['own'] }],
      ],
      {
        ParentPrimaryImageItemId: id('Series'),
        ParentPrimaryImageTag: 's',
        SeriesPrimaryImageTag: 's',
      },
    ],
    'episode straight below its series': [
      [
        ['Series', { Primary: ['s'] }],
        ['Episode', {}],
      ],
      {
        ParentPrimaryImageItemId: id('Series'),
        ParentPrimaryImageTag: 's',
        SeriesPrimaryImageTag: 's',
      },
    ],
    'season: the series`, but no parent': [
      [
        ['Series', { Primary: ['s'] }],
        ['Season', { Primary: ['n'] }],
      ],
      { SeriesPrimaryImageTag: 's' },
    ],
    'those of series and album even with enableImages=false': [
      [
        ['Series', { Primary: ['s'], Thumb: ['t'] }],
        ['Season', {}],
        ['Episode', {}],
      ],
      { SeriesPrimaryImageTag: 's' },
      { enableImages: false },
    ],
    'track: of its album': [
      [
        ['MusicAlbum', { Primary: ['m'] }],
        ['Audio', {}],
      ],
      { AlbumPrimaryImageTag: 'm' },
    ],
    'album: none': [
      [
        ['MusicArtist', { Primary: ['m'] }],
        ['MusicAlbum', {}],
      ],
      {},
    ],
    'film: none': [
      [
        ['BoxSet', { Primary: ['s'] }],
        ['Movie', {}],
      ],
      {},
    ],
  }
  for (const [name, [line, expected, query]] of Object.entries(table))
    test(name, () => {
      assert.deepEqual(pick(lastOf(line, query), related), expected)
    })
})
