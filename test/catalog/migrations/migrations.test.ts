import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, suite, test } from 'node:test'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { copyBefore } from '../../../src/catalog/migrations/before.ts'
import { migrations } from '../../../src/catalog/migrations/migrate.ts'
import { NodeSqliteDatabase } from '../../../src/catalog/sqlite/sqlite-database.ts'
import { NodeSqliteDialect } from '../../../src/catalog/sqlite/sqlite-dialect.ts'
import { type MigrationEvent, openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { isKeyartError } from '../../../src/errors.ts'
import { contentId } from '../../../src/library/id.ts'
import { makeItem, makeLibrary } from '../../contracts/catalog.ts'
import { filledAt, ids, type Rows, writtenAt } from '../../support/old-catalogs.ts'

const versions = Object.keys(migrations)
const last = versions.at(-1)!

/** Versions that have every unit scanned once more. */
const scansAgain = new Set([
  '0015-item-facts',
  '0016-case-folding',
  '0017-media-files',
  '0018-beside',
])

let folder = ''
let files = 0
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyart-migrations-'))
})
after(() => rm(folder, { recursive: true }))

async function migrateTo(file: string, version: string): Promise<void> {
  const db = new Kysely<unknown>({
    dialect: new NodeSqliteDialect(() => new NodeSqliteDatabase(file)),
  })
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) }
  const { error } = await new Migrator({ db, provider }).migrateTo(version)
  await db.destroy()
  if (error !== undefined) throw error
}

function withDatabase<T>(file: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file)
  try {
    return work(database)
  } finally {
    database.close()
  }
}

function insert(file: string, rows: Rows): void {
  withDatabase(file, (database) => {
    for (const [table, list] of Object.entries(rows))
      for (const row of list) {
        const columns = Object.keys(row)
        const places = columns.map(() => '?').join(', ')
        database
          .prepare(
            `insert into ${table} (${columns.map((c) => `"${c}"`).join(', ')}) values (${places})`,
          )
          .run(...Object.values(row))
      }
  })
}

/** All rows by table, in an order of their own; those of the migrations themselves left out. */
function dump(file: string): Readonly<Record<string, readonly object[]>> {
  return withDatabase(file, (database) => {
    const tables = database
      .prepare(`select name from sqlite_schema where type = 'table' and name not like 'kysely%'`)
      .all()
      .map(({ name }) => String(name))
    return Object.fromEntries(
      tables.map((table) => [
        table,
        sorted(
          database
            .prepare(`select * from ${table}`)
            .all()
            .map((row) => ({ ...row })),
        ),
      ]),
    )
  })
}

function sorted(rows: readonly object[]): readonly object[] {
  const keyOf = (row: object) =>
    Object.entries(row)
      .map((entry) => JSON.stringify(entry))
      .toSorted((one, two) => one.localeCompare(two))
      .join()
  return rows.toSorted((one, two) => keyOf(one).localeCompare(keyOf(two)))
}

/** What 0011 hashes ids with; `undefined` before it. */
function secretIn(file: string): string | undefined {
  return withDatabase(file, (database) => {
    const made = database.prepare(`select 1 from sqlite_schema where name = 'secrets'`).get()
    if (made === undefined) return undefined
    const row = database.prepare(`select value from secrets where name = 'ids'`).get()
    return String(row?.['value'])
  })
}

/** Every id of an item, a library or a name, as 0011 has it; those of users stay. */
function withNewIds<T>(rows: T, secret: string | undefined): T {
  if (secret === undefined) return rows
  const old = [ids.library, ids.film, ids.other, ids.gone]
  for (const { id } of filledAt['0005-names']!['names']!) old.push(String(id))
  return JSON.parse(
    old.reduce((text, id) => text.replaceAll(id, contentId(secret, id)), JSON.stringify(rows)),
  ) as T
}

/** Every unit is to be scanned once more. */
function withoutFingerprints(rows: ReturnType<typeof dump>): ReturnType<typeof dump> {
  return { ...rows, units: rows['units']!.map((row) => ({ ...row, fingerprint: '' })) }
}

/** A catalog of a version with all that was written until then. */
async function makeOld(version: string): Promise<string> {
  const file = join(folder, `catalog-${files++}.sqlite`)
  for (const step of versions.slice(0, versions.indexOf(version) + 1)) {
    await migrateTo(file, step)
    insert(file, writtenAt[step] ?? {})
  }
  return file
}

test('each version has rows to be tried with', () => {
  assert.deepEqual(Object.keys(writtenAt), versions)
})

for (const [index, version] of versions.entries()) {
  const from = versions[index - 1]
  if (from === undefined) continue
  test(`${from} to ${version}: every row is there, and what is new is filled`, async () => {
    const file = await makeOld(from)
    const old = dump(file)
    assert.ok(old['items']!.length > 0)
    await migrateTo(file, version)
    const after = dump(file)
    const before =
      version === '0011-secret-ids'
        ? withNewIds(old, secretIn(file))
        : scansAgain.has(version)
          ? withoutFingerprints(old)
          : old
    for (const [table, rows] of Object.entries(before)) {
      const columns = Object.keys(rows[0] ?? {})
      const kept = (after[table] ?? []).map((row) =>
        Object.fromEntries(Object.entries(row).filter(([name]) => columns.includes(name))),
      )
      assert.deepEqual(sorted(kept), sorted(rows), table)
    }
    for (const [table, rows] of Object.entries(after))
      if (!(table in before) && table !== 'secrets')
        assert.deepEqual(rows, sorted(filledAt[version]?.[table] ?? []), table)
    for (const table of Object.keys(filledAt[version] ?? {}))
      assert.ok(table in after && !(table in before), `${table} is not new`)
  })
}

for (const version of versions)
  test(`one of ${version} is opened and has what was in it`, async () => {
    const file = await makeOld(version)
    const wrote = (step: string) => versions.indexOf(version) >= versions.indexOf(step)
    await using catalog = await openSqliteCatalog(file)
    assert.deepEqual(await catalog.counts(), {
      items: 2,
      images: wrote('0004-layout') ? 3 : 4,
      problems: 2,
    })
    const { library, film, user } = { ...withNewIds(ids, secretIn(file)), user: ids.user }
    assert.equal((await catalog.findItem(film))?.createdAt, 1000.5)
    assert.equal(await catalog.findItem(ids.film), undefined)
    const tagsOf = async (owner: string, type: 'Primary' | 'Backdrop') =>
      (await catalog.findImages(owner, type)).map(({ tag }) => tag)
    const [two, three] = ['2'.repeat(32), '3'.repeat(32)]
    assert.deepEqual(
      await tagsOf(film, 'Backdrop'),
      wrote('0004-layout') ? [three, two] : [two, three],
    )
    assert.deepEqual(await tagsOf(user, 'Primary'), ['f'.repeat(32)])
    const [anna] = await catalog.users()
    assert.deepEqual([anna?.name, anna?.isAdmin, anna?.hasPassword], ['Anna', false, false])
    assert.equal(
      (await catalog.findToken('a hash'))?.user?.id,
      wrote('0002-access') ? ids.user : undefined,
    )
    // Every unit is scanned once more (0015 to 0018).
    assert.deepEqual(
      [...(await catalog.unitFingerprints(library))],
      [
        ['Alien (1979)', ''],
        ['Brazil', ''],
      ],
    )
    // What lies in media files was never looked for.
    assert.equal((await catalog.unextractedUnits(library, '')).size, 0)
    const sidecars = await catalog.findSidecars(library, ['Alien (1979)/movie.nfo'])
    assert.equal(sidecars.get('Alien (1979)/movie.nfo')?.json, '{"title":"Alien"}')
    // Whom it mentions is listed before any scan.
    const { names } = await catalog.queryNames({ kind: 'person' })
    assert.deepEqual(
      names.map(({ name }) => name),
      ['Ridley Scott', 'Sigourney Weaver', 'Terry Gilliam'],
    )
    const genre = catalog.ids.name('genre', 'Science Fiction')
    const both = await catalog.queryItems({ recursive: true, mentions: [[genre]] })
    assert.equal(both.items.length, 2)
  })

suite('a catalog of before there were names', () => {
  /** All rows but for the secret, with what ids stand for: they are other ones with each secret. */
  const inWords = (file: string) => {
    const { secrets: _, ...rows } = dump(file) as Record<string, readonly Record<string, string>[]>
    const words = new Map<string, string>()
    for (const { id, name } of rows['libraries']!) words.set(id!, `the library ${name}`)
    for (const { id, json } of rows['items']!)
      if (!words.has(id!)) words.set(id!, (JSON.parse(json!) as { path: string }).path)
    for (const { id, kind, name } of rows['names']!) words.set(id!, `the ${kind} ${name}`)
    const told = JSON.stringify(rows).replaceAll(/[0-9a-f]{32}/g, (id) => words.get(id) ?? id)
    const tables = JSON.parse(told) as Record<string, readonly object[]>
    return Object.fromEntries(Object.entries(tables).map(([table, list]) => [table, sorted(list)]))
  }

  /** Takes away what 0005 and later ones made. */
  const age = (file: string) =>
    withDatabase(file, (database) => {
      for (const column of ['tokens.read_only', 'tokens.library_ids', 'users.is_hidden']) {
        const [table, name] = column.split('.')
        database.exec(`alter table ${table} drop column ${name}`)
      }
      for (const table of [
        'upstream_images',
        'upstream_state',
        'sign_ins',
        'secrets',
        'shapes',
        'user_settings',
        'user_items',
        'mentions',
        'names',
      ])
        database.exec(`drop table ${table}`)
      for (const name of ['order', 'created', 'facts', 'below'].concat(
        ['created', 'premiere', 'year', 'rating'].map((order) => `kind_${order}`),
      ))
        database.exec(`drop index items_${name}`)
      database.exec('drop index items_original')
      database.exec('alter table items drop column original_key')
      database.exec('drop index items_beside')
      database.exec('alter table items drop column beside')
      database.exec('create index items_kind_order on items (kind, sort_key, id, name_key)')
      database.exec(`delete from kysely_migration where name >= '0005'`)
    })

  test('has the same names as one that is scanned anew, however many items it has', async () => {
    const file = join(folder, `catalog-${files++}.sqlite`)
    const films = makeLibrary('movies', 'Films')
    const music = makeLibrary('music', 'Music')
    const items = Array.from({ length: 450 }, (_, n) =>
      makeItem(films, 'Movie', `F/${n}`, {
        year: 1900 + (n % 120),
        genres: [`Genre ${n % 7}`],
        studios: n % 3 === 0 ? [`Studio ${n}`] : [],
        people: [
          { name: `Person ${n % 40}`, kind: 'Actor' },
          { name: `Person ${n % 40}`, kind: 'Director' },
        ],
      }),
    )
    const artist = makeItem(music, 'MusicArtist', 'M/Boards', { name: 'Boards' })
    const album = makeItem(music, 'MusicAlbum', 'M/Boards/A', { artists: ['Boards'] })
    {
      await using catalog = await openSqliteCatalog(file)
      await catalog.setLibraries([films, music])
      await catalog.replaceUnit({ libraryId: films.id, unit: 'F', items, images: [] })
      const songs = { libraryId: music.id, unit: 'M', items: [artist, album], images: [] }
      await catalog.replaceUnit(songs)
    }
    const before = inWords(file)
    assert.ok(before['mentions']!.length > 1500)
    age(file)
    await (await openSqliteCatalog(file))[Symbol.asyncDispose]()
    assert.deepEqual(inWords(file), before)
  })

  test('that cannot be brought up to date stays as it was', async () => {
    const file = await makeOld('0004-layout')
    withDatabase(file, (database) => {
      database.prepare(`update items set json = '{' where id = ?`).run(ids.other)
    })
    const before = dump(file)
    await assert.rejects(openSqliteCatalog(file), (error) =>
      isKeyartError(error, 'CATALOG_UNUSABLE'),
    )
    assert.deepEqual(dump(file), before)
    withDatabase(file, (database) => {
      const names = database.prepare('select name from kysely_migration order by name').all()
      assert.equal(names.at(-1)?.['name'], '0004-layout')
    })
  })
})

test('one of a newer Keyart is refused with both versions named, and stays as it is', async () => {
  const file = await makeOld(last)
  insert(file, { kysely_migration: [{ name: '9999-future', timestamp: '2099-01-01' }] })
  const before = dump(file)
  await assert.rejects(openSqliteCatalog(file), (error: Error) => {
    assert.ok(isKeyartError(error, 'CATALOG_UNUSABLE'))
    assert.ok(error.message.includes(`version ${last} or older`), error.message)
    assert.ok(error.message.includes('version 9999-future'), error.message)
    return true
  })
  assert.deepEqual(dump(file), before)
})

suite('before an older one is brought up to date', () => {
  const copiesOf = async (file: string) =>
    (await readdir(folder)).filter((name) => name.startsWith(`${basename(file)}.before-`))
  const close = async (file: string) => await (await openSqliteCatalog(file))[Symbol.asyncDispose]()

  test('it is copied, writes in the log included; a new one and one of today are not', async () => {
    const file = await makeOld('0004-layout')
    const wal = new DatabaseSync(file)
    wal.exec(`pragma journal_mode = wal; update users set name = 'Of the log'`)
    await close(file)
    wal.close()
    assert.deepEqual(await copiesOf(file), [`${basename(file)}.before-${last}`])
    const copy = dump(copyBefore(file, last))
    assert.equal((copy['users']![0] as { name: string }).name, 'Of the log')
    assert.equal('mentions' in copy, false)
    // What went wrong can be undone: the copy is a catalog like any other.
    await close(copyBefore(file, last))

    const kept = await readFile(copyBefore(file, last))
    await close(file)
    assert.ok((await readFile(copyBefore(file, last))).equals(kept))
    const fresh = join(folder, `catalog-${files++}.sqlite`)
    await close(fresh)
    assert.deepEqual(await copiesOf(fresh), [])
  })

  test('point 10: the copy is for its owner alone', async () => {
    const file = await makeOld(versions.at(-2)!)
    await (await openSqliteCatalog(file))[Symbol.asyncDispose]()
    for (const path of [file, copyBefore(file, last)])
      assert.equal((await stat(path)).mode & 0o077, 0, path)
  })

  test('it is told of, once', async () => {
    const file = await makeOld('0004-layout')
    const told: MigrationEvent[] = []
    for (const path of [file, file, join(folder, `catalog-${files++}.sqlite`)]) {
      const onMigration = (event: MigrationEvent) => void told.push(event)
      await (await openSqliteCatalog(path, { onMigration }))[Symbol.asyncDispose]()
    }
    const span = { from: '0004-layout', to: last }
    const [begins, done, ...more] = told
    assert.deepEqual([begins, more], [{ kind: 'begins', ...span }, []])
    assert.ok(done?.kind === 'done' && done.seconds > 0)
    const { seconds: _, ...rest } = done
    assert.deepEqual(rest, {
      kind: 'done',
      ...span,
      steps: versions.slice(versions.indexOf('0004-layout') + 1),
      copy: basename(copyBefore(file, last)),
    })
    assert.ok((await readdir(folder)).includes(done.copy))
  })

  test('the latest two copies stay', async () => {
    const file = await makeOld('0004-layout')
    for (const version of ['0002-access', '0003-media', '0004-layout'])
      await writeFile(copyBefore(file, version), '')
    await close(file)
    const kept = ['0004-layout', last].map((version) => `${basename(file)}.before-${version}`)
    assert.deepEqual((await copiesOf(file)).toSorted(), kept)
  })

  test('a copy that cannot be made leaves it as it was', async () => {
    const file = await makeOld('0004-layout')
    await mkdir(copyBefore(file, last))
    const before = dump(file)
    await assert.rejects(openSqliteCatalog(file))
    assert.deepEqual(dump(file), before)
  })
})
