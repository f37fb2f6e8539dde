import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toDtoOptions } from '../../src/dto/options.ts'
import { nameTypeOf, toNameDto } from '../../src/dto/names.ts'
import { toSearchHint } from '../../src/dto/search-hint.ts'
import { toUserData } from '../../src/dto/user-data.ts'
import { makeImage, makeItem, serverId, World } from './fixture.ts'

test('a person is an item of the wire', () => {
  const name = { id: 'p', kind: 'person', name: 'Ian Holm' } as const
  const options = toDtoOptions({ fields: ['PrimaryImageAspectRatio'] })
  const images = new Map([['p', [makeImage('p', 'Primary', 0, 't')]]])
  const counts = new Map([['Movie', 2] as const])
  assert.deepEqual(toNameDto(name, 'Person', counts, { serverId, options, images }), {
    Name: 'Ian Holm',
    ServerId: serverId,
    Id: 'p',
    Type: 'Person',
    IsFolder: false,
    MediaType: 'Unknown',
    LocationType: 'FileSystem',
    MovieCount: 2,
    PrimaryImageAspectRatio: 2 / 3,
    ImageTags: { Primary: 't' },
    BackdropImageTags: [],
    BackdropCount: 0,
    ImageBlurHashes: { Primary: { t: 'hash of t' } },
  })
})

test('a genre that only music has is one of music', () => {
  assert.equal(nameTypeOf('genre', new Map([['Audio', 1]])), 'MusicGenre')
  assert.equal(
    nameTypeOf('genre', new Map([['Audio', 1] as const, ['Movie', 1] as const])),
    'Genre',
  )
  assert.equal(nameTypeOf('studio', new Map([['Audio', 1]])), 'Studio')
})

test('what a user did, as the wire has it', () => {
  const facts = { played: true, playCount: 2, positionTicks: 0, isFavorite: false, lastPlayedAt: 0 }
  assert.deepEqual(toUserData({ id: 'i' }, { ...facts, unplayed: 3 }), {
    PlaybackPositionTicks: 0,
    PlayCount: 2,
    IsFavorite: false,
    Played: true,
    LastPlayedDate: '1970-01-01T00:00:00.000Z',
    UnplayedItemCount: 3,
    Key: 'i',
    ItemId: 'i',
  })
})

test('a hint shows the thumb of the series and its backdrop for want of own ones', () => {
  const world = new World()
  const series = world.add(makeItem('Series', 'S'), { Thumb: ['st'], Backdrop: ['sb'] })
  const season = world.add(makeItem('Season', 'S1', { parentId: series.id }))
  const episode = world.add(makeItem('Episode', 'E', { parentId: season.id }), { Primary: ['p'] })
  const hint = toSearchHint(world.dto(episode), 'e')
  assert.deepEqual(
    [hint.PrimaryImageTag, hint.ThumbImageTag, hint.ThumbImageItemId, hint.Series],
    ['p', 'st', series.id, 'S'],
  )
  assert.deepEqual([hint.BackdropImageTag, hint.BackdropImageItemId], ['sb', series.id])
})
