import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { toExtraDtos } from '../../src/dto/extras.ts'
import { toItemDto } from '../../src/dto/item.ts'
import { toDtoOptions } from '../../src/dto/options.ts'
import { toUserData } from '../../src/dto/user-data.ts'
import { specialFeatureTypes } from '../../src/library/media-file.ts'
import { modelFaults } from '../support/published-models.ts'
import { makeItem, serverId, World } from './fixture.ts'

const facts = {
  runTimeTicks: 30_230_000,
  bitRate: 90_000,
  streams: [
    { kind: 'Video', index: 0, codec: 'h264', width: 320, height: 180, frameRate: 10 },
    { kind: 'Audio', index: 1, codec: 'aac', language: 'fin', channels: 2, isDefault: true },
    { kind: 'Subtitle', index: 2, codec: 'subrip', isForced: true },
  ],
} as const

const film = makeItem('Movie', 'Reef', {
  path: 'Reef (2003)',
  files: [
    { path: 'Reef (2003)/Reef (2003) - 1080p.mkv', bytes: 1234, facts },
    { path: 'Reef (2003)/Reef (2003) - 2160p.mp4', bytes: 5678 },
  ],
  extras: [
    {
      id: 'e'.repeat(32),
      type: 'Trailer',
      file: { path: 'Reef (2003)/Reef-trailer.mkv', bytes: 1 },
    },
    { id: 'd'.repeat(32), type: 'Featurette', file: { path: 'Reef (2003)/featurettes/Sand.mkv' } },
    { id: 'c'.repeat(32), type: 'ThemeSong', file: { path: 'Reef (2003)/theme.mp3', bytes: 2 } },
  ],
})
const all = ['Path', 'MediaSources', 'MediaStreams', 'MediaSourceCount', 'Width', 'Height']

function dto(fields: readonly string[], showsPaths = false) {
  const context = new World().context()
  const options = { ...toDtoOptions({ fields }), showsPaths }
  const roots = new Map([[film.libraryId, '/media/films']])
  return toItemDto(film, { ...context, options, roots })
}

suite('what an item is played from', () => {
  test('unasked, a list names the container alone', () => {
    const unasked = dto([])
    assert.equal(unasked.Container, 'mkv')
    for (const name of all) assert.ok(!(name in unasked), name)
  })

  test('each version with its size and streams; the first has the id of the item', () => {
    const { MediaSources = [], ...rest } = dto(all, true)
    assert.deepEqual(
      MediaSources.map(({ Id, Name, Container, Size }) => [Id === film.id, Name, Container, Size]),
      [
        [true, '1080p', 'mkv', 1234],
        [false, '2160p', 'mp4', 5678],
      ],
    )
    const [first] = MediaSources
    assert.equal(first?.Path, '/media/films/Reef (2003)/Reef (2003) - 1080p.mkv')
    assert.equal(first?.RunTimeTicks, 30_230_000)
    assert.deepEqual(
      first?.MediaStreams.map(({ Type, DisplayTitle, IsTextSubtitleStream }) => [
        Type,
        DisplayTitle,
        IsTextSubtitleStream,
      ]),
      [
        ['Video', '180p H264', false],
        ['Audio', 'fin - AAC - 2 ch', false],
        ['Subtitle', 'SUBRIP', true],
      ],
    )
    assert.equal(rest.MediaSourceCount, 2)
    assert.deepEqual([rest.Width, rest.Height], [320, 180])
    assert.equal(rest.MediaStreams?.length, 3)
    assert.deepEqual(modelFaults('BaseItemDto', { ...rest, MediaSources }), [])
  })

  test('paths are told to those alone who may know them', () => {
    assert.equal(dto(all, true).Path, '/media/films/Reef (2003)/Reef (2003) - 1080p.mkv')
    assert.doesNotMatch(JSON.stringify(dto(all)), /media.films/)
  })

  test('a season that only its episodes show has no place', () => {
    const season = makeItem('Season', 'Season 1', { path: 'Show/#season-1' })
    const options = { ...toDtoOptions({ fields: ['Path'] }), showsPaths: true }
    const roots = new Map([[season.libraryId, '/media']])
    const context = { ...new World().context(), options, roots }
    assert.equal(toItemDto(season, context).Path, undefined)
    const series = makeItem('Series', 'Show', { path: 'Show' })
    assert.equal(toItemDto(series, context).Path, '/media/Show')
  })
})

suite('extras', () => {
  test('are counted, and each is an item of its own type', () => {
    const counted = dto(['LocalTrailerCount', 'SpecialFeatureCount'])
    assert.deepEqual([counted.LocalTrailerCount, counted.SpecialFeatureCount], [1, 1])
    const context = { options: toDtoOptions({}), roots: new Map<string, string>(), serverId }
    const [trailer, ...others] = toExtraDtos(film, ['Trailer'], context)
    assert.deepEqual(
      [trailer?.Type, trailer?.ExtraType, trailer?.Name],
      ['Trailer', 'Trailer', 'Reef-trailer'],
    )
    assert.equal(others.length, 0)
    const features = toExtraDtos(film, specialFeatureTypes, context)
    assert.deepEqual(
      features.map(({ Name, Type }) => [Name, Type]),
      [['Sand', 'Video']],
    )
    const [song] = toExtraDtos(film, ['ThemeSong'], context)
    assert.deepEqual([song?.Type, song?.MediaType], ['Audio', 'Audio'])
    for (const one of [trailer, ...features, song])
      assert.deepEqual(modelFaults('BaseItemDto', one), [])
  })
})

suite('how much was played', () => {
  const untouched = { played: false, playCount: 0, positionTicks: 0, isFavorite: false }
  const percentage = (more: object, runTimeTicks?: number, leaves?: number) =>
    toUserData(
      { id: 'i', facts: runTimeTicks === undefined ? {} : { runTimeTicks } },
      { ...untouched, ...more },
      leaves,
    ).PlayedPercentage

  test('of what is begun by its length, of a folder by what it holds', () => {
    assert.equal(percentage({ positionTicks: 25 }, 100), 25)
    assert.equal(percentage({ positionTicks: 250 }, 100), 100)
    assert.equal(percentage({ positionTicks: 25 }), undefined)
    assert.equal(percentage({}, 100), undefined)
    assert.equal(percentage({ unplayed: 6 }, undefined, 8), 25)
    assert.equal(percentage({ unplayed: 0 }, undefined, 8), 100)
    assert.equal(percentage({ unplayed: 6 }), undefined)
  })
})
