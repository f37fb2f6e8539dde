import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Catalog } from '../../../src/catalog/catalog.ts'
import { migrations } from '../../../src/catalog/migrations/migrate.ts'
import { NodeSqliteDatabase } from '../../../src/catalog/sqlite/sqlite-database.ts'
import { NodeSqliteDialect } from '../../../src/catalog/sqlite/sqlite-dialect.ts'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import type { Library } from '../../../src/library/library.ts'
import { Scanner } from '../../../src/scan/scan.ts'
import { sound } from '../../contracts/catalog.ts'
import { oldItemId, oldLibraryId, oldNameId } from '../../support/ids.ts'
import { noise } from '../../support/pictures.ts'
import { openRenderer } from '../../support/renderer.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const anna = 'a'.repeat(32)
const bert = 'b'.repeat(32)
const serverId = 'c'.repeat(32)
/** An item that is away: its id by the rules of before. */
const away = oldItemId({ kind: 'movies', name: 'Films' }, 'Movie', 'Away (2000)')
const uploads = ['d', 'e', 'f', '0'].map((digit) => ({ source: 'uploads', key: digit.repeat(32) }))

const nfo =
  '<movie><title>A</title><genre>Drama</genre><studio>Acme</studio><actor><name>Mara</name></actor></movie>'

async function layOut(root: string) {
  for (const path of ['films/A (2001)/.actors', 'films/Set [boxset]/B', 'photos/Trip'])
    await mkdir(join(root, path), { recursive: true })
  const picture = (seed: number) => noise(20, 30, seed).png().toBuffer()
  for (const path of ['films/A (2001)/A.mkv', 'films/Set [boxset]/B/B.mkv'])
    await writeFile(join(root, path), '')
  await writeFile(join(root, 'films/A (2001)/movie.nfo'), nfo)
  for (const [at, path] of [
    'films/A (2001)/poster.png',
    'films/A (2001)/fanart.png',
    'films/A (2001)/fanart1.png',
    'films/A (2001)/.actors/Mara.png',
    'photos/Trip/1.png',
  ].entries())
    await writeFile(join(root, path), await picture(at))
}

function librariesIn(root: string, idOf: (library: Pick<Library, 'kind' | 'name'>) => string) {
  const make = (kind: 'movies' | 'photos', name: string, folder: string): Library => {
    return { id: idOf({ kind, name }), kind, name, root: join(root, folder) }
  }
  return [make('movies', 'Films', 'films'), make('photos', 'Photos', 'photos')] as const
}

async function scan(catalog: Catalog, libraries: readonly Library[]): Promise<void> {
  await using renderer = openRenderer()
  await using scanner = new Scanner({ catalog, renderer, libraries })
  await scanner.scanAll(new AbortController().signal)
}

/** What people do, by way of the catalog. */
async function use(catalog: Catalog, [films]: readonly Library[]): Promise<void> {
  const film = catalog.ids.item(films!, 'Movie', 'A (2001)')
  const mara = catalog.ids.name('person', 'Mara')
  await catalog.putUser({ id: anna, name: 'Anna', createdAt: 1 })
  await catalog.putUser({ id: bert, name: 'Bert', createdAt: 1, libraryIds: [films!.id] })
  await catalog.changeUserItems(anna, [film], { isFavorite: true, positionTicks: 7 })
  await catalog.changeUserItems(anna, [mara, catalog.ids.server(away)], { isFavorite: true })
  const state = (key: string) => ({ ...sound(key), stamp: { bytes: 1, mtimeMs: 1, ctimeMs: 1 } })
  await catalog.putOriginals(
    uploads.map((ref) => ({ ref, state: state(ref.key) })),
    1,
  )
  for (const [at, owner] of [
    catalog.ids.name('genre', 'Drama'),
    bert,
    catalog.ids.server(serverId),
    // Any id goes through the same hash.
    catalog.ids.server(away),
  ].entries())
    await catalog.editLayout(owner, 'Primary', ({ layout }) => ({
      ...layout,
      uploads: uploads.slice(at, at + 1),
    }))
  const backdrops = ['fanart1.png', 'fanart.png'].map((name) => {
    return { source: films!.id, key: `A (2001)/${name}` }
  })
  await catalog.editLayout(film, 'Backdrop', ({ layout }) => ({ ...layout, places: backdrops }))
  const json = JSON.stringify({ CustomPrefs: { [`landing-${films!.id}`]: film, other: serverId } })
  await catalog.putUserSetting(anna, 'web', dashed(films!.id), json)
  await catalog.putUserSetting(anna, 'web', 'home', '{}')
}

const dashed = (id: string) => id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

/** All that can be asked of it. */
async function look(catalog: Catalog) {
  const { items } = await catalog.queryItems({ recursive: true })
  const { items: libraries } = await catalog.queryItems({})
  const all = [...items, ...libraries]
  const names = []
  for (const kind of ['person', 'genre', 'studio', 'year'] as const)
    names.push(...(await catalog.queryNames({ kind })).names)
  const { ids } = catalog
  const owners = [...all, ...names].map(({ id }) => id)
  const images = await catalog.imagesOf([...owners, bert, ids.server(serverId), ids.server(away)])
  const film = all.find(({ name }) => name === 'A')!
  const films = libraries.find(({ name }) => name === 'Films')!
  return {
    items: new Map(all.map((item) => [item.id, item])),
    names: new Map(names.map((name) => [name.id, name.name])),
    images: [...images],
    played: await catalog.userItems(anna, [...owners, ids.server(away)]),
    users: await catalog.users(),
    setting: await catalog.findUserSetting(anna, 'web', dashed(films.id)),
    home: await catalog.findUserSetting(anna, 'web', 'home'),
    problems: await catalog.problems(),
    film: film.id,
  }
}

type Seen = Awaited<ReturnType<typeof look>>

/** As JSON, with these ids changed and everything in the order of ids. */
function comparable({ items, names, images, played, ...rest }: Seen, ids: Iterable<Entry>) {
  const lists = { items: [...items], names: [...names], images, played: [...played] }
  let text = JSON.stringify({ lists, rest })
  for (const [id, newId] of ids)
    text = text.replaceAll(id, newId).replaceAll(dashed(id), dashed(newId))
  const seen = JSON.parse(text) as { lists: Record<string, Entry[]>; rest: object }
  const inOrder = Object.entries(seen.lists).map(([name, list]) => [
    name,
    list.toSorted(([one], [other]) => (one < other ? -1 : 1)),
  ])
  return [inOrder, seen.rest]
}

type Entry = readonly [id: string, what: string]

/** The rows of a catalog in one of the version before, with the ids of then. */
async function writeOld(file: string, from: string, oldIds: ReadonlyMap<string, string>) {
  const db = new Kysely<unknown>({
    dialect: new NodeSqliteDialect(() => new NodeSqliteDatabase(file)),
  })
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) }
  const { error } = await new Migrator({ db, provider }).migrateTo('0010-clustered')
  await db.destroy()
  if (error !== undefined) throw error
  using now = new DatabaseSync(from)
  using old = new DatabaseSync(file)
  old.exec('pragma foreign_keys = off')
  const tables = old
    .prepare(`select name from sqlite_schema where type = 'table' and name not like 'kysely%'`)
    .all()
  const aged = (value: unknown) =>
    typeof value !== 'string'
      ? (value as number | null)
      : [...oldIds].reduce(
          (text, [id, oldId]) => text.replaceAll(id, oldId).replaceAll(dashed(id), dashed(oldId)),
          value,
        )
  for (const { name } of tables) {
    const columns = old.prepare(`select name from pragma_table_info('${String(name)}')`).all()
    const list = columns.map((column) => `"${String(column['name'])}"`).join()
    const places = columns.map(() => '?').join()
    const insert = old.prepare(`insert into ${String(name)} (${list}) values (${places})`)
    for (const row of now.prepare(`select ${list} from ${String(name)}`).all())
      insert.run(...Object.values(row).map(aged))
  }
}

test('6: a catalog of the version before keeps all that people did, under ids that nobody can guess', async () => {
  await using folder = await temporaryFolder()
  const [fresh, old] = ['fresh.sqlite', 'old.sqlite'].map((name) => join(folder.path, name))
  await layOut(folder.path)
  const oldIds = new Map<string, string>()
  let before
  {
    await using catalog = await openSqliteCatalog(fresh!)
    const libraries = librariesIn(folder.path, (library) => catalog.ids.library(library))
    await catalog.setLibraries(libraries)
    await scan(catalog, libraries)
    await use(catalog, libraries)
    before = await look(catalog)
    for (const { id, kind, path, libraryId } of before.items.values())
      oldIds.set(
        id,
        oldItemId(
          libraries.find((one) => one.id === libraryId)!,
          kind,
          path,
        ),
      )
    for (const kind of ['person', 'genre', 'studio', 'year'] as const)
      for (const { id, name } of (await catalog.queryNames({ kind })).names)
        oldIds.set(id, oldNameId(kind, name))
    oldIds.set(catalog.ids.server(serverId), serverId)
    oldIds.set(catalog.ids.server(away), away)
  }
  await writeOld(old!, fresh!, oldIds)

  await using catalog = await openSqliteCatalog(old!)
  // The same rules, another secret.
  const newIds = new Map([...oldIds].map(([id, oldId]) => [id, catalog.ids.server(oldId)]))
  const after = await look(catalog)
  assert.deepEqual(comparable(after, new Map()), comparable(before, newIds))
  for (const id of oldIds.values()) {
    assert.equal(await catalog.findItem(id), undefined)
    assert.deepEqual([...(await catalog.imagesOf([id]))], [])
  }
  const said = after.played.get(after.film)
  assert.deepEqual([said?.isFavorite, said?.positionTicks], [true, 7])
  assert.equal(after.played.get(catalog.ids.server(away))?.isFavorite, true)
  assert.equal(after.images.flatMap(([, images]) => images).length, 9)

  // A scan that plans everything anew finds the same items: none is removed, none is added.
  const libraries = librariesIn(folder.path, (library) => catalog.ids.library(library))
  await catalog.setLibraries(libraries)
  const rows = () => {
    using database = new DatabaseSync(old!)
    return database.prepare('select rowid, id, json from items order by id').all()
  }
  const kept = rows()
  {
    using database = new DatabaseSync(old!)
    database.exec(`update units set fingerprint = 'another'`)
  }
  await scan(catalog, libraries)
  assert.deepEqual(rows(), kept)
  assert.deepEqual((await look(catalog)).images, after.images)
})

test('6: another catalog has other ids for the same things, and a copy of it the same', async () => {
  await using folder = await temporaryFolder()
  const films = { kind: 'movies', name: 'Films' } as const
  const idsIn = async (name: string) => {
    await using catalog = await openSqliteCatalog(join(folder.path, name))
    return [
      catalog.ids.library(films),
      catalog.ids.item(films, 'Movie', 'A'),
      catalog.ids.name('genre', 'Drama'),
      catalog.ids.name('person', 'MARA'),
    ]
  }
  const first = await idsIn('one.sqlite')
  assert.deepEqual(await idsIn('one.sqlite'), first)
  const open = [
    oldLibraryId('movies', 'Films'),
    oldItemId(films, 'Movie', 'A'),
    oldNameId('genre', 'Drama'),
    oldNameId('person', 'Mara'),
  ]
  const all = [...first, ...(await idsIn('two.sqlite')), ...open]
  assert.equal(new Set(all).size, all.length)
})
