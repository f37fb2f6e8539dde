import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Value } from 'typebox/value'
import { imageOwners } from '../../src/dto/context.ts'
import { toItemDto } from '../../src/dto/item.ts'
import { itemFields } from '../../src/dto/options.ts'
import { ItemSchema } from '../../src/dto/schemas.ts'
import { contentId } from '../../src/library/id.ts'
import { itemKinds } from '../../src/library/item.ts'
import { testIds } from '../support/ids.ts'
import { makeImage, makeItem, serverId, World } from './fixture.ts'

const people = [
  { name: 'Audrey Tautou', role: 'Amélie', kind: 'Actor' },
  { name: 'Jean-Pierre Jeunet', kind: 'Director' },
] as const

const film = makeItem('Movie', 'Amélie', {
  parentId: 'a'.repeat(32),
  originalTitle: 'Le Fabuleux Destin',
  overview: 'A waitress.',
  year: 2001,
  premiereDate: '2001-04-25',
  communityRating: 8.3,
  officialRating: 'R',
  genres: ['Comedy'],
  studios: ['Victoires'],
  people,
})

const basics = {
  Name: 'Amélie',
  ServerId: serverId,
  Id: film.id,
  Type: 'Movie',
  IsFolder: false,
  MediaType: 'Video',
  LocationType: 'FileSystem',
  ProductionYear: 2001,
  PremiereDate: '2001-04-25T00:00:00.000Z',
  CommunityRating: 8.3,
  OfficialRating: 'R',
  ImageTags: {},
  BackdropImageTags: [],
  BackdropCount: 0,
  ImageBlurHashes: {},
}

suite('an item', () => {
  test('in a list without Fields', () => {
    const world = new World()
    world.add(film)
    assert.deepEqual(world.dto(film), basics)
  })

  test('alone, with every field', () => {
    const world = new World()
    world.add(film)
    world.image(makeImage(testIds.name('person', 'Audrey Tautou'), 'Primary', 0, 'face'))
    assert.deepEqual(world.dto(film, {}, true), {
      ...basics,
      ParentId: film.parentId,
      SortName: 'amélie',
      OriginalTitle: 'Le Fabuleux Destin',
      Overview: 'A waitress.',
      DateCreated: '2020-01-02T00:00:00.000Z',
      Genres: ['Comedy'],
      GenreItems: [{ Name: 'Comedy', Id: testIds.name('genre', 'comedy') }],
      Studios: [{ Name: 'Victoires', Id: testIds.name('studio', 'victoires') }],
      People: [
        {
          Name: 'Audrey Tautou',
          Id: testIds.name('person', 'audrey tautou'),
          Role: 'Amélie',
          Type: 'Actor',
          PrimaryImageTag: 'face',
          ImageBlurHashes: { Primary: { face: 'hash of face' } },
        },
        {
          Name: 'Jean-Pierre Jeunet',
          Id: testIds.name('person', 'Jean-Pierre Jeunet'),
          Type: 'Director',
        },
      ],
      Tags: [],
      Taglines: [],
      ProviderIds: {},
      ProductionLocations: [],
      RemoteTrailers: [],
      ExternalUrls: [],
      LockedFields: [],
      LockData: false,
      CanDelete: false,
      CanDownload: false,
      PlayAccess: 'None',
      LocalTrailerCount: 0,
      SpecialFeatureCount: 0,
      DisplayPreferencesId: film.id,
      Etag: film.id,
    })
  })

  const factFields = [
    'CanDelete',
    'CanDownload',
    'DisplayPreferencesId',
    'Etag',
    'ExternalUrls',
    'LocalTrailerCount',
    'PlayAccess',
    'ProductionLocations',
    'ProviderIds',
    'RemoteTrailers',
    'SpecialFeatureCount',
    'Taglines',
    'Tags',
  ]

  test('each field alone, in any case; unknown ones are passed over', () => {
    const world = new World()
    world.add(film, { Chapter: ['c'], Primary: ['p'] })
    const members = (fields: readonly string[]) => Object.keys(world.dto(film, { fields }))
    const bare = members([])
    assert.deepEqual(members(['Nonsense', 'MediaInfo']), bare)
    const added = Object.fromEntries(
      itemFields.map((field) => [
        field,
        members([field.toUpperCase()]).filter((name) => !bare.includes(name)),
      ]),
    )
    assert.deepEqual(added, {
      ...Object.fromEntries(factFields.map((field) => [field, [field]])),
      Settings: ['LockedFields', 'LockData'],
      Chapters: ['Chapters'],
      ChildCount: [],
      DateCreated: ['DateCreated'],
      Genres: ['Genres', 'GenreItems'],
      Height: [],
      // Of what is played, or stored where the caller may know: `media.test.ts`.
      MediaSourceCount: [],
      MediaSources: [],
      MediaStreams: [],
      Path: [],
      RecursiveItemCount: [],
      OriginalTitle: ['OriginalTitle'],
      Overview: ['Overview'],
      ParentId: ['ParentId'],
      People: ['People'],
      PrimaryImageAspectRatio: ['PrimaryImageAspectRatio'],
      SortName: ['SortName'],
      Studios: ['Studios'],
      Width: [],
    })
  })

  test('a library says what it holds, a folder how many', () => {
    const world = new World()
    const library = world.add(makeItem('CollectionFolder', 'Films'))
    const context = world.context({ fields: ['ChildCount'] })
    const dto = toItemDto(library, {
      ...context,
      libraryKinds: new Map([[library.id, 'movies']]),
      childCounts: new Map([[library.id, 7]]),
    })
    assert.equal(dto.CollectionType, 'movies')
    assert.equal(dto.ChildCount, 7)
    assert.equal(dto.IsFolder, true)
    assert.equal(dto.MediaType, 'Unknown')
    assert.equal(world.dto(library, { fields: ['ChildCount'] }).ChildCount, 0)
  })

  test('an episode says where it belongs', () => {
    const world = new World()
    const series = world.add(makeItem('Series', 'S'))
    const season = world.add(
      makeItem('Season', 'Season 1', { parentId: series.id, indexNumber: 1 }),
    )
    const episode = world.add(
      makeItem('Episode', 'E', {
        parentId: season.id,
        indexNumber: 2,
        indexNumberEnd: 3,
        parentIndexNumber: 1,
      }),
    )
    const dto = world.dto(episode)
    assert.deepEqual([dto.IndexNumber, dto.IndexNumberEnd, dto.ParentIndexNumber], [2, 3, 1])
    assert.deepEqual(
      [dto.SeriesId, dto.SeriesName, dto.SeasonId, dto.SeasonName],
      [series.id, 'S', season.id, 'Season 1'],
    )
    const ofSeason = world.dto(season)
    assert.deepEqual([ofSeason.SeriesId, ofSeason.SeriesName], [series.id, 'S'])
    assert.ok(!('SeasonId' in ofSeason))
  })

  test('a track says its album and artists', () => {
    const world = new World()
    const artist = world.add(makeItem('MusicArtist', 'Björk'))
    const album = world.add(
      makeItem('MusicAlbum', 'Post', { parentId: artist.id, artists: ['björk'] }),
    )
    const track = world.add(
      makeItem('Audio', 'Army', { parentId: album.id, artists: ['Björk', 'Guest'] }),
    )
    const named = [
      { Name: 'Björk', Id: artist.id },
      { Name: 'Guest', Id: testIds.name('artist', 'guest') },
    ]
    const dto = world.dto(track)
    assert.deepEqual([dto.Album, dto.AlbumId, dto.AlbumArtist], ['Post', album.id, 'Björk'])
    assert.deepEqual(dto.Artists, ['Björk', 'Guest'])
    assert.deepEqual(dto.ArtistItems, named)
    assert.deepEqual(dto.AlbumArtists, named)
    assert.deepEqual(world.dto(album).AlbumArtists, [{ Name: 'björk', Id: artist.id }])
    assert.ok(!('AlbumId' in world.dto(album)))
  })

  test('a photo says its size as shown, when asked for', () => {
    const world = new World()
    const photo = world.add(makeItem('Photo', 'P'))
    world.image(makeImage(photo.id, 'Primary', 0, 'p', { width: 300, height: 400 }))
    const dto = world.dto(photo, { fields: ['Width', 'Height'] })
    assert.deepEqual([dto.Width, dto.Height, dto.MediaType], [300, 400, 'Photo'])
    assert.ok(!('Width' in world.dto(photo)))
  })

  test('times that no calendar has are left out', () => {
    const world = new World()
    const odd = world.add(makeItem('Movie', 'odd', { createdAt: 9e21, premiereDate: 'never' }))
    const dto = world.dto(odd, {}, true)
    assert.ok(!('DateCreated' in dto))
    assert.ok(!('PremiereDate' in dto))
  })

  test('every kind, full or bare, is as the schema says, without null or undefined', () => {
    for (const kind of itemKinds)
      for (const full of [true, false]) {
        const world = new World()
        const hex = (letter: string) => [letter.repeat(32)]
        const parent = world.add(makeItem('Series', 'S'), { Primary: hex('a'), Logo: hex('b') })
        const more = full ? { ...film, kind, id: contentId(kind), parentId: parent.id } : {}
        const images = { Primary: hex('c'), Chapter: hex('d'), Screenshot: hex('e') }
        const item = world.add(makeItem(kind, 'x', more), full ? images : {})
        const dto = world.dto(item, {}, full)
        assert.deepEqual(Value.Errors(ItemSchema, dto), [], kind)
        assert.deepEqual(JSON.parse(JSON.stringify(dto)), dto)
        const known = Object.keys(ItemSchema.properties)
        assert.deepEqual(
          Object.keys(dto).filter((name) => !known.includes(name)),
          [],
        )
        assert.ok(!JSON.stringify(dto).includes('null'))
      }
  })
})

suite('whose images are needed', () => {
  const world = new World()
  const series = world.add(makeItem('Series', 's'))
  const episodes = [1, 2].map((n) =>
    world.add(makeItem('Episode', `e${n}`, { parentId: series.id, people })),
  )
  const ids = episodes.map((item) => item.id)

  test('themselves and what is above, once', () => {
    const owners = imageOwners(episodes, world.context())
    assert.deepEqual(owners.toSorted(), [...ids, series.id].toSorted())
  })

  test('people when they are asked for', () => {
    const owners = imageOwners(episodes, world.context({ fields: ['People'] }))
    const persons = people.map((person) => testIds.name('person', person.name))
    assert.deepEqual(owners.toSorted(), [...ids, series.id, ...persons].toSorted())
  })
})
