import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { imageTypes } from '../../src/library/image-type.ts'
import { makeImage, makeItem, pick, World } from './fixture.ts'

const members = /Image|Backdrop|Screenshot|Chapter/
const film = makeItem('Movie', 'Film')

function full(): World {
  const world = new World()
  world.add(film, {
    Primary: ['p'],
    Logo: ['l'],
    Backdrop: ['b0', 'b1', 'b2'],
    Screenshot: ['s0', 's1'],
    Chapter: ['c0', 'c1'],
  })
  return world
}

const all = {
  ImageTags: { Primary: 'p', Logo: 'l', Screenshot: 's0' },
  BackdropImageTags: ['b0', 'b1', 'b2'],
  BackdropCount: 3,
  ScreenshotImageTags: ['s0', 's1'],
  ScreenshotCount: 2,
  ChapterCount: 2,
  ImageBlurHashes: {
    Primary: { p: 'hash of p' },
    Logo: { l: 'hash of l' },
    Backdrop: { b0: 'hash of b0', b1: 'hash of b1', b2: 'hash of b2' },
    Screenshot: { s0: 'hash of s0', s1: 'hash of s1' },
  },
}

suite('own images', () => {
  const table = {
    'everything by default': [{}, all],
    'enableImages=false: none, and no list': [{ enableImages: false }, { ImageBlurHashes: {} }],
    'imageTypeLimit=0: no lists but an empty ImageTags': [
      { imageTypeLimit: 0 },
      { ImageTags: {}, ImageBlurHashes: {} },
    ],
    'imageTypeLimit=-1 is 0': [{ imageTypeLimit: -1 }, { ImageTags: {}, ImageBlurHashes: {} }],
    'imageTypeLimit=1: one of each': [
      { imageTypeLimit: 1 },
      {
        ...all,
        BackdropImageTags: ['b0'],
        BackdropCount: 1,
        ScreenshotImageTags: ['s0'],
        ScreenshotCount: 1,
        ImageBlurHashes: {
          Primary: { p: 'hash of p' },
          Logo: { l: 'hash of l' },
          Backdrop: { b0: 'hash of b0' },
          Screenshot: { s0: 'hash of s0' },
        },
      },
    ],
    'enableImageTypes, in any case and by number': [
      { enableImageTypes: ['primary', '2', 'Nonsense'] },
      {
        ImageTags: { Primary: 'p' },
        BackdropImageTags: ['b0', 'b1', 'b2'],
        BackdropCount: 3,
        ImageBlurHashes: {
          Primary: all.ImageBlurHashes.Primary,
          Backdrop: all.ImageBlurHashes.Backdrop,
        },
      },
    ],
    'enableImageTypes without Backdrop: no list of them': [
      { enableImageTypes: ['Logo'] },
      { ImageTags: { Logo: 'l' }, ImageBlurHashes: { Logo: { l: 'hash of l' } } },
    ],
    'enableImageTypes of which none is known: all': [{ enableImageTypes: ['Nonsense'] }, all],
  } as const
  for (const [name, [query, expected]] of Object.entries(table))
    test(name, () => {
      assert.deepEqual(pick(full().dto(film, query), members), expected)
    })

  test('an item without any has empty lists', () => {
    const world = new World()
    world.add(film)
    assert.deepEqual(pick(world.dto(film), members), {
      ImageTags: {},
      BackdropImageTags: [],
      BackdropCount: 0,
      ImageBlurHashes: {},
    })
  })

  test('every type but Backdrop and Chapter is in ImageTags', () => {
    const world = new World()
    world.add(film, Object.fromEntries(imageTypes.map((type) => [type, [`tag-${type}`]])))
    const expected = imageTypes.filter((type) => type !== 'Backdrop' && type !== 'Chapter')
    assert.deepEqual(Object.keys(world.dto(film).ImageTags ?? {}).sort(), expected.toSorted())
  })

  test('two types with one tag keep their own hashes; an unknown hash is left out', () => {
    const world = new World()
    world.add(film, { Primary: ['same'], Thumb: ['same'] })
    assert.deepEqual(world.dto(film).ImageBlurHashes, {
      Primary: { same: 'hash of same' },
      Thumb: { same: 'hash of same' },
    })
  })

  test('Fields=Chapters: name, tag and date of each, and never where it lies', () => {
    const { Chapters, ImageBlurHashes } = full().dto(film, { fields: ['chapters'] })
    const common = { StartPositionTicks: 0, ImageDateModified: '2021-01-02T00:00:00.000Z' }
    assert.deepEqual(Chapters, [
      { ...common, Name: 'Chapter 1', ImageTag: 'c0' },
      { ...common, Name: 'Chapter 2', ImageTag: 'c1' },
    ])
    assert.deepEqual(ImageBlurHashes['Chapter'], { c0: 'hash of c0', c1: 'hash of c1' })
  })

  test('no DTO tells where an original lies', () => {
    assert.ok(!JSON.stringify(full().dto(film, {}, true)).includes('secret'))
  })

  test('a chapter image taken from the video has its time and name; files those of their order', () => {
    const chapters = [
      { startTicks: 0, name: 'Start' },
      { startTicks: 20, name: 'Middle', imageKey: 'm' },
      { startTicks: 30, name: 'End', imageKey: 'e' },
    ]
    const movie = makeItem('Movie', 'With chapters', { chapters })
    const listed = (...keys: string[]) => {
      const world = new World()
      world.add(movie)
      for (const [index, key] of keys.entries())
        world.image(
          makeImage(movie.id, 'Chapter', index, `tag-${key}`, { original: { source: 's', key } }),
        )
      const { Chapters = [] } = world.dto(movie, { fields: ['Chapters'] })
      return Chapters.map(({ StartPositionTicks, Name, ImageTag }) => [
        StartPositionTicks,
        Name,
        ImageTag,
      ])
    }
    assert.deepEqual(listed('m', 'e'), [
      [20, 'Middle', 'tag-m'],
      [30, 'End', 'tag-e'],
    ])
    assert.deepEqual(listed('1.jpg', '2.jpg', '3.jpg', '4.jpg'), [
      [0, 'Start', 'tag-1.jpg'],
      [20, 'Middle', 'tag-2.jpg'],
      [30, 'End', 'tag-3.jpg'],
      [0, 'Chapter 4', 'tag-4.jpg'],
    ])
  })

  test('issue 15, point 11: chapters with the same frame keep their own names and times', () => {
    const world = new World()
    const chapter = (name: string, startTicks: number, imageKey: string) => ({
      name,
      startTicks,
      imageKey,
    })
    const chapters = [chapter('Black', 0, 'k'), chapter('Seen', 10, 's'), chapter('Dark', 20, 'k')]
    const whole = { ...film, chapters }
    world.add(whole)
    for (const [index, { imageKey }] of chapters.entries()) {
      const original = { source: 'extracted', key: imageKey }
      world.image(makeImage(whole.id, 'Chapter', index, imageKey, { original }))
    }
    const { Chapters } = world.dto(whole, { fields: ['chapters'] })
    assert.deepEqual(
      Chapters?.map(({ Name, StartPositionTicks }) => [Name, StartPositionTicks]),
      [
        ['Black', 0],
        ['Seen', 10],
        ['Dark', 20],
      ],
    )
  })
})
