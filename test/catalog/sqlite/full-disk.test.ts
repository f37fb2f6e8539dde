import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCatalog } from '../../../src/catalog/create-catalog.ts'
import { CatalogFile } from '../../../src/catalog/sqlite/catalog-file.ts'
import { NodeSqliteDatabase } from '../../../src/catalog/sqlite/sqlite-database.ts'
import { NodeSqliteDialect } from '../../../src/catalog/sqlite/sqlite-dialect.ts'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import type { Tables } from '../../../src/catalog/database/tables.ts'
import { isKeyartError } from '../../../src/errors.ts'
import { Kysely, sql } from 'kysely'
import { makeItem, makeLibrary } from '../../contracts/catalog.ts'
import { testIds } from '../../support/ids.ts'
import { temporaryFolder } from '../../support/temporary.ts'

test('a full disk: a write says so, nothing is half written, and with room it goes on', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'catalog.sqlite')
  const library = makeLibrary('movies', 'Films')
  {
    await using catalog = await openSqliteCatalog(file)
    await catalog.setLibraries([library])
    await catalog.putUser({ id: 'a'.repeat(32), name: 'Anna', createdAt: 1 })
  }
  const db = new Kysely<Tables>({
    dialect: new NodeSqliteDialect(() => new NodeSqliteDatabase(file)),
  })
  let generation = 0
  await using catalog = createCatalog({
    ids: testIds,
    read: db,
    write: db,
    durably: (work) => db.transaction().execute(work),
    lists: db,
    generation: () => generation++,
    generationWithPlays: () => generation++,
    releaseMemory: () => {},
    onChange: () => {},
    now: () => 1,
    close: () => db.destroy(),
  })
  const items = Array.from({ length: 500 }, (_, n) =>
    makeItem(library, 'Movie', `F/${n}`, { overview: 'long '.repeat(200) }),
  )
  const write = () => catalog.replaceUnit({ libraryId: library.id, unit: 'F', items, images: [] })
  // SQLite takes no fewer pages than there are.
  await sql`pragma max_page_count = 1`.execute(db)
  for (const attempt of [1, 2])
    await assert.rejects(write(), (error) => isKeyartError(error, 'STORAGE_FULL'), `${attempt}`)
  const setting = () =>
    catalog.putUserSetting('a'.repeat(32), 'web', 'home', JSON.stringify('x'.repeat(500_000)))
  await assert.rejects(setting(), (error) => isKeyartError(error, 'STORAGE_FULL'))
  assert.equal((await catalog.counts()).items, 0)
  assert.equal((await catalog.users()).length, 1)
  {
    using looked = CatalogFile.open(file)
    assert.deepEqual(looked.faults(), [])
  }
  await sql`pragma max_page_count = 1000000`.execute(db)
  await write()
  await setting()
  assert.equal((await catalog.counts()).items, 500)
})

test('a catalog that somebody else writes to for long is busy, holds up nobody, and goes on afterwards', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'catalog.sqlite')
  await using catalog = await openSqliteCatalog(file)
  const other = new DatabaseSync(file, { timeout: 10_000 })
  const write = () => catalog.putUser({ id: 'a'.repeat(32), name: 'Anna', createdAt: 1 })
  other.exec('begin immediate')
  let longest = 0
  let last = performance.now()
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 10)
  try {
    await assert.rejects(write(), (error) => isKeyartError(error, 'BUSY'))
    assert.deepEqual(await catalog.users(), [])
    // Ten seconds went by, and nobody else had to wait.
    assert.ok(longest > 0 && longest < 3000, `${longest} ms`)
    const late = write()
    await sleep(100)
    other.exec('rollback')
    await late
    assert.equal((await catalog.users()).length, 1)
    other.exec('begin immediate')
  } finally {
    clearInterval(watch)
    other.exec('rollback')
    other.close()
  }
  await write()
  assert.equal((await catalog.users()).length, 1)
})
