import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { itemKinds, type ItemKind } from '../../src/library/item.ts'
import { makeImage, makeItem, World } from './fixture.ts'

const asked = { fields: ['PrimaryImageAspectRatio'] }

suite('PrimaryImageAspectRatio', () => {
  test('of the image as measured, when asked for', () => {
    const world = new World()
    const film = world.add(makeItem('Movie', 'f'))
    world.image(makeImage(film.id, 'Primary', 0, 'p', { width: 400, height: 300 }))
    assert.equal(world.dto(film, asked).PrimaryImageAspectRatio, 4 / 3)
    assert.equal(world.dto(film, { ...asked, enableImages: false }).PrimaryImageAspectRatio, 4 / 3)
    assert.ok(!('PrimaryImageAspectRatio' in world.dto(film)))
  })

  test('none without a Primary image', () => {
    const world = new World()
    const film = world.add(makeItem('Movie', 'f'), { Thumb: ['t'] })
    assert.ok(!('PrimaryImageAspectRatio' in world.dto(film, asked)))
  })

  test('the kind`s own for an image that does not know its size', () => {
    const expected: Partial<Record<ItemKind, number>> = {
      Movie: 2 / 3,
      BoxSet: 2 / 3,
      Series: 2 / 3,
      Season: 2 / 3,
      Episode: 16 / 9,
      MusicArtist: 1,
      MusicAlbum: 1,
      Audio: 1,
    }
    for (const kind of itemKinds) {
      const world = new World()
      const item = world.add(makeItem(kind, 'x'))
      world.image(makeImage(item.id, 'Primary', 0, 'p', { width: 0, height: 0 }))
      assert.equal(world.dto(item, asked).PrimaryImageAspectRatio, expected[kind], kind)
    }
  })

  test('the series` for an episode or season without one, asked for or not', () => {
    const world = new World()
    const series = world.add(makeItem('Series', 's'), { Primary: ['p'] })
    const season = world.add(makeItem('Season', 'n', { parentId: series.id }))
    const episode = world.add(makeItem('Episode', 'e', { parentId: season.id }))
    const own = world.add(makeItem('Episode', 'o', { parentId: season.id }))
    world.image(makeImage(own.id, 'Primary', 0, 'q', { width: 160, height: 90 }))
    assert.equal(world.dto(season).PrimaryImageAspectRatio, 2 / 3)
    assert.equal(world.dto(episode).PrimaryImageAspectRatio, 2 / 3)
    assert.equal(world.dto(episode, asked).PrimaryImageAspectRatio, 2 / 3)
    assert.equal(world.dto(own, asked).PrimaryImageAspectRatio, 16 / 9)
    assert.ok(!('PrimaryImageAspectRatio' in world.dto(own)))
  })
})
