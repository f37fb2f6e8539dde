import { contentId } from '../../src/library/id.ts'

/*
 * Rows as each version of the catalog had them, written down once: today's code writes today's.
 */

type Row = Readonly<Record<string, string | number | null>>
export type Rows = Readonly<Record<string, readonly Row[]>>

const library = contentId('a library of films')
const film = contentId('Alien')
const other = contentId('Brazil')
const gone = contentId('Cube')
const user = 'a'.repeat(32)
const alien = {
  id: film,
  libraryId: library,
  parentId: library,
  kind: 'Movie',
  path: 'Alien (1979)/Alien (1979).mkv',
  name: 'Alien',
  sortName: 'Alien',
  year: 1979,
  genres: ['Horror', 'Science Fiction'],
  studios: ['Brandywine'],
  people: [
    { name: 'Sigourney Weaver', role: 'Ripley', kind: 'Actor' },
    { name: 'Ridley Scott', kind: 'Director' },
  ],
  artists: [],
}
const brazil = {
  ...alien,
  id: other,
  path: 'Brazil/Brazil.mkv',
  name: 'Brazil',
  sortName: 'Brazil',
  year: 1985,
  genres: ['science fiction'],
  studios: [],
  people: [{ name: 'Terry Gilliam', kind: 'Director' }],
}

export const ids = { library, film, other, gone, user } as const

function item({ id, year, name, ...rest }: typeof alien): Row {
  return {
    id,
    library_id: library,
    unit: rest.path.split('/')[0]!,
    parent_id: library,
    kind: 'Movie',
    json: JSON.stringify({ id, year, name, ...rest }),
    name_key: name.toLowerCase(),
    sort_key: name.toLowerCase(),
    series_key: null,
    album_key: null,
    artist_key: null,
    premiere_date: null,
    year,
    index_number: null,
    parent_index_number: null,
    community_rating: null,
    created_at: 1000.5,
  }
}

function image(owner: string, unit: string, type: string, position: number, key: string): Row {
  return { library_id: library, unit, owner_id: owner, type, position, source: library, key }
}

function original(source: string, key: string, tag: string, problem: string | null = null): Row {
  return {
    source,
    key,
    stamp_bytes: 77,
    mtime_ms: 500.25,
    ctime_ms: 501.25,
    modified_at: 500.25,
    problem,
    tag,
    width: 1000,
    height: 1500,
    format: 'jpeg',
    bytes: 77,
    blur_hash: 'LEHV6nWB2yk8',
    has_alpha: 0,
    frames: 1,
    plain: 1,
  }
}

const uploaded = { source: 'uploads', key: 'f'.repeat(32) }

/** What a version added to the one before, and what people and scans had written there. */
export const writtenAt: Readonly<Record<string, Rows>> = {
  '0001-first': {
    libraries: [{ id: library, kind: 'movies', name: 'Films', position: 0 }],
    units: [
      { library_id: library, unit: 'Alien (1979)', fingerprint: 'one' },
      { library_id: library, unit: 'Brazil', fingerprint: 'two' },
    ],
    sidecars: [
      {
        library_id: library,
        path: 'Alien (1979)/movie.nfo',
        bytes: 9,
        mtime_ms: 1.5,
        ctime_ms: 2.5,
        json: '{"title":"Alien"}',
      },
    ],
    problems: [{ library_id: library, position: 0, path: '', reason: 'The folder is away' }],
    items: [item(alien), item(brazil)],
    images: [
      image(film, 'Alien (1979)', 'Primary', 0, 'Alien (1979)/poster.jpg'),
      image(film, 'Alien (1979)', 'Backdrop', 0, 'Alien (1979)/fanart.jpg'),
      image(film, 'Alien (1979)', 'Backdrop', 1, 'Alien (1979)/fanart1.jpg'),
      image(other, 'Brazil', 'Primary', 0, 'Brazil/poster.jpg'),
      { ...uploaded, library_id: '', unit: '', owner_id: user, type: 'Primary', position: 0 },
    ],
    image_changes: [{ owner_id: film, type: 'Primary', since: 700 }],
    originals: [
      original(library, 'Alien (1979)/poster.jpg', '1'.repeat(32)),
      original(library, 'Alien (1979)/fanart.jpg', '2'.repeat(32)),
      original(library, 'Alien (1979)/fanart1.jpg', '3'.repeat(32)),
      original(library, 'Brazil/poster.jpg', '', 'It is damaged'),
      original(uploaded.source, uploaded.key, uploaded.key),
    ],
    users: [{ id: user, name: 'Anna', created_at: 5 }],
  },
  '0002-access': {
    tokens: [
      {
        id: 'session',
        hash: 'a hash',
        user_id: user,
        name: '',
        client: 'Web',
        device: 'Firefox',
        device_id: 'x',
        version: '1',
        created_at: 6,
        last_used_at: null,
      },
    ],
  },
  '0003-media': {},
  '0004-layout': {
    image_places: [
      {
        owner_id: film,
        type: 'Backdrop',
        source: library,
        key: 'Alien (1979)/fanart1.jpg',
        position: 0,
      },
    ],
    image_hidden: [
      {
        owner_id: film,
        type: 'Primary',
        source: library,
        key: 'Alien (1979)/poster.jpg',
        tag: '1'.repeat(32),
      },
    ],
  },
  '0005-names': {},
  '0006-user-items': {
    user_items: [
      {
        user_id: user,
        item_id: film,
        played: 1,
        play_count: 2,
        position_ticks: 0,
        is_favorite: 1,
        last_played_at: 800,
      },
    ],
    user_settings: [
      { user_id: user, client: 'web', name: 'home', json: '{"a":"b"}', updated_at: 900 },
    ],
  },
  // Indexes alone.
  '0007-lists': {},
  '0008-shapes': { shapes: [{ shape: 'Primary', score: 1.5, at: 1000, images: 'a,b' }] },
  // Indexes alone.
  '0009-orders': {},
  // The same rows in another order.
  '0010-clustered': {},
  // A secret, and other ids.
  '0011-secret-ids': {},
  '0012-keys': { sign_ins: [{ user_id: user, place: 'a hash', at: 1100 }] },
  // A column.
  '0013-shape-clients': {},
  // Nothing any more.
  '0014-name-keys': {},
  // Columns.
  '0015-item-facts': {},
  // Keys of names.
  '0016-case-folding': {},
  // Nothing: every unit is scanned again.
  '0017-media-files': {},
  // A column.
  '0018-beside': {},
  // Tables.
  '0019-upstream': {},
}

function names(kind: string, ...spelt: readonly string[]): Row[] {
  return spelt.map((name) => ({
    id: contentId(kind, name.toLowerCase()),
    kind,
    name,
    name_key: name.toLowerCase(),
  }))
}

function mentions(id: string, kind: string, name: string, role = ''): Row {
  const name_id = contentId(kind, name.toLowerCase())
  return { item_id: id, name_id, role, library_id: library, item_kind: 'Movie' }
}

/** What a version makes by itself of the rows above. Other new tables are empty. */
export const filledAt: Readonly<Record<string, Rows>> = {
  '0005-names': {
    names: [
      // Of two spellings the one of the item that comes first by its id.
      ...names('genre', 'Horror', film < other ? 'Science Fiction' : 'science fiction'),
      ...names('person', 'Sigourney Weaver', 'Ridley Scott', 'Terry Gilliam'),
      ...names('studio', 'Brandywine'),
      ...names('year', '1979', '1985'),
    ],
    mentions: [
      mentions(film, 'genre', 'Horror'),
      mentions(film, 'genre', 'Science Fiction'),
      mentions(film, 'person', 'Sigourney Weaver', 'Actor'),
      mentions(film, 'person', 'Ridley Scott', 'Director'),
      mentions(film, 'studio', 'Brandywine'),
      mentions(film, 'year', '1979'),
      mentions(other, 'genre', 'science fiction'),
      mentions(other, 'person', 'Terry Gilliam', 'Director'),
      mentions(other, 'year', '1985'),
    ],
  },
}
