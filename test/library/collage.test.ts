import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  type CollageOwner,
  type CollagePlan,
  collageSource,
  fileOriginals,
  makeCollage,
  maxMembers,
  planCells,
  planCollages,
  planDrawing,
} from '../../src/library/collage.ts'
import type { ImageRecord } from '../../src/library/image.ts'
import type { ImageType } from '../../src/library/image-type.ts'

const films = { id: 'films', kind: 'movies' } as const
const shows = { id: 'shows', kind: 'tvshows' } as const
const songs = { id: 'songs', kind: 'music' } as const
const photos = { id: 'photos', kind: 'photos' } as const
const libraries = [films, shows, songs, photos]

const image = (tag: string, type: ImageType = 'Primary'): ImageRecord => ({
  ownerId: `owner of ${tag}`,
  type,
  index: 0,
  original: { source: 'films', key: `${tag}.jpg` },
  tag,
  width: 10,
  height: 20,
  format: 'jpeg',
  bytes: 7,
  blurHash: '',
  hasAlpha: false,
  frames: 1,
  servableAsIs: true,
  stamp: { bytes: 7, mtimeMs: 1, ctimeMs: 1 },
  modifiedAt: 1,
})

suite('who may have a collage of what', () => {
  const said = (owner: CollageOwner) =>
    planCollages(owner, libraries).map(
      ({ layout, members: { by, id, libraryId, kind } }) =>
        `${layout}: ${kind} of ${libraryId} by ${by} ${id}`,
    )
  const item = (
    kind: 'CollectionFolder' | 'BoxSet' | 'MusicArtist' | 'Movie' | 'Folder' | 'PhotoAlbum',
    libraryId: string,
  ) => ({ id: 'x', kind, libraryId }) as const
  const rows: readonly (readonly [CollageOwner, readonly string[]])[] = [
    [item('CollectionFolder', 'films'), ['wide: Movie of films by library x']],
    [item('CollectionFolder', 'shows'), ['wide: Series of shows by library x']],
    [item('CollectionFolder', 'songs'), ['wide: MusicAlbum of songs by library x']],
    [item('CollectionFolder', 'photos'), ['wide: Photo of photos by library x']],
    [item('CollectionFolder', 'gone'), []],
    [item('BoxSet', 'films'), ['poster: Movie of films by parent x']],
    [item('MusicArtist', 'songs'), ['square: MusicAlbum of songs by below x']],
    [item('Folder', 'films'), ['poster: Movie of films by below x']],
    [item('Folder', 'shows'), ['poster: Series of shows by below x']],
    [item('PhotoAlbum', 'photos'), ['square: Photo of photos by below x']],
    [item('Movie', 'films'), []],
    ...(['genre', 'studio', 'artist'] as const).map(
      (kind) =>
        [
          { id: 'n', kind },
          [
            'poster: Movie of films by name n',
            'poster: Series of shows by name n',
            'square: MusicAlbum of songs by name n',
            'square: Photo of photos by name n',
          ],
        ] as const,
    ),
    [{ id: 'n', kind: 'person' }, []],
    [{ id: 'n', kind: 'year' }, []],
  ]
  for (const [owner, plans] of rows)
    test(`${owner.kind}${'libraryId' in owner ? ` of ${owner.libraryId}` : ''}`, () => {
      assert.deepEqual(said(owner), plans)
    })
})

suite('cells', () => {
  test('for 1 to 4 pictures', () => {
    const told = (count: number, width: number, height: number) =>
      planCells(count, { width, height }).map(
        (cell) => `${cell.left},${cell.top} ${cell.width}x${cell.height}`,
      )
    assert.deepEqual(told(1, 90, 50), ['0,0 90x50'])
    assert.deepEqual(told(2, 90, 50), ['0,0 45x50', '45,0 45x50'])
    assert.deepEqual(told(2, 40, 60), ['0,0 40x30', '0,30 40x30'])
    assert.deepEqual(told(3, 90, 50), ['0,0 45x50', '45,0 45x25', '45,25 45x25'])
    assert.deepEqual(told(3, 40, 60), ['0,0 40x30', '0,30 20x30', '20,30 20x30'])
    assert.deepEqual(told(4, 41, 61), ['0,0 20x30', '20,0 21x30', '0,30 20x31', '20,30 21x31'])
  })

  test('cover the whole, each pixel once', () => {
    const side = fc.integer({ min: 4, max: 40 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: maxMembers }), side, side, (count, width, height) => {
        const cells = planCells(count, { width, height })
        assert.equal(cells.length, count)
        const times = new Uint8Array(width * height)
        for (const cell of cells)
          for (let y = cell.top; y < cell.top + cell.height; y++)
            for (let x = cell.left; x < cell.left + cell.width; x++) times[y * width + x]!++
        assert.ok(times.every((time) => time === 1))
      }),
    )
  })
})

suite('a collage of members', () => {
  const plan = (owner: CollageOwner): CollagePlan => planCollages(owner, libraries)[0]!
  const genre = plan({ id: 'g', kind: 'genre' })
  const library = plan({ id: 'films', kind: 'CollectionFolder', libraryId: 'films' })
  const tagOf = (tags: readonly string[], of = genre) =>
    makeCollage(
      of,
      tags.map((tag) => [image(tag)]),
    )?.tag

  test('is none without members, or with members without images', () => {
    assert.equal(makeCollage(genre, []), undefined)
    assert.equal(makeCollage(genre, [[], [image('b', 'Backdrop')]]), undefined)
  })

  test('is an original that is never served as it is, with the size of its shape', () => {
    const made = makeCollage(genre, [[image('a')]])!
    const { ownerId, type, index, width, height, format } = made
    assert.deepEqual(
      { ownerId, type, index, width, height, format },
      { ownerId: 'g', type: 'Primary', index: 0, width: 720, height: 1080, format: 'collage' },
    )
    assert.equal(made.original.source, collageSource)
  })

  test('shows posters, and of a library what is wide before them', () => {
    const members = [
      [image('p1'), image('b1', 'Backdrop'), image('t1', 'Thumb')],
      [image('p2'), image('t2', 'Thumb')],
      [image('p3')],
    ]
    const shown = (of: CollagePlan) =>
      planDrawing(makeCollage(of, members)!.original.key).pieces.map(({ tag }) => tag)
    assert.deepEqual(shown(genre), ['p1', 'p2', 'p3'])
    assert.deepEqual(shown(library), ['b1', 't2', 'p3'])
  })

  test('shows equal pictures once', () => {
    assert.equal(tagOf(['a', 'b', 'a']), tagOf(['a', 'b']))
  })

  test('has another tag with another member, another order or another shape', () => {
    const tag = fc.string({ minLength: 1, maxLength: 6 })
    const list = fc.uniqueArray(tag, { minLength: 1, maxLength: maxMembers })
    fc.assert(
      fc.property(list, list, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other)
        assert.equal(tagOf(one) === tagOf(other), same)
        assert.match(tagOf(one)!, /^[0-9a-f]{32}$/)
        assert.notEqual(tagOf(one), tagOf(one, library))
      }),
    )
  })

  test('its key says what to draw where, and which originals it needs', () => {
    const { key, source } = makeCollage(genre, [[image('a')], [image('b')]])!.original
    assert.deepEqual(planDrawing(key), {
      width: 720,
      height: 1080,
      pieces: [
        { source: 'films', key: 'a.jpg', tag: 'a', left: 0, top: 0, width: 720, height: 540 },
        { source: 'films', key: 'b.jpg', tag: 'b', left: 0, top: 540, width: 720, height: 540 },
      ],
    })
    assert.deepEqual(fileOriginals({ source, key }), [
      { source: 'films', key: 'a.jpg' },
      { source: 'films', key: 'b.jpg' },
    ])
    const ordinary = { source: 'films', key: 'a.jpg' }
    assert.deepEqual(fileOriginals(ordinary), [ordinary])
  })
})
