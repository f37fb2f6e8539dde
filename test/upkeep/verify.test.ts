import assert from 'node:assert/strict'
import { appendFile, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'
import { isKeyartError } from '../../src/errors.ts'
import type { Report } from '../../src/upkeep/faults.ts'
import { isOpenProblem } from '../../src/upkeep/faults.ts'
import { repair, verify } from '../../src/upkeep/verify.ts'
import {
  derivativePath,
  extractedPath,
  fillFolder,
  type FilledFolder,
} from '../support/filled-folder.ts'
import { temporaryFolder } from '../support/temporary.ts'

async function filled() {
  const temporary = await temporaryFolder()
  return { ...temporary, kept: await fillFolder(join(temporary.path, 'kept')) }
}

const told = ({ findings }: Report) =>
  findings.map(({ kind, path, outcome }) => [kind, path, outcome])

async function repaired({ folder }: FilledFolder): Promise<Report> {
  const report = await repair(folder)
  if (report === 'in use') throw new Error('Expected nobody to use the folder')
  return report
}

/** Repairs, sees that this mended `kind` at `path`, and that nothing is wrong afterwards. */
async function assertMended(kept: FilledFolder, kind: string, path: string): Promise<void> {
  assert.deepEqual(told(await verify(kept.folder)), [[kind, path, 'found']])
  assert.deepEqual(told(await repaired(kept)), [[kind, path, 'mended']])
  assert.deepEqual(told(await verify(kept.folder)), [])
}

const isFault = (text: string) => (report: Report) =>
  assert.deepEqual(report.findings[0]?.detail, text)

test('a sound folder has no faults, and nothing is changed', async () => {
  await using filling = await filled()
  const { folder } = filling.kept
  const before = await readdir(folder.root, { recursive: true })
  const report = await verify(folder)
  assert.deepEqual(told(report), [])
  const { bytes, ...counted } = report.checked
  assert.deepEqual(counted, { uploads: 4, extracted: 1, derivatives: 1 })
  assert.ok(bytes > 1000)
  const after = await readdir(folder.root, { recursive: true })
  // Those two come and go with whoever reads.
  const steady = (names: readonly string[]) => names.filter((name) => !/-(?:shm|wal)$/.test(name))
  assert.deepEqual(steady(after).toSorted(), steady(before).toSorted())
  assert.deepEqual(told(await repaired(filling.kept)), [])
})

suite('uploads', () => {
  test('a damaged one is set aside, and the image beneath it is shown again', async () => {
    await using filling = await filled()
    const { kept } = filling
    const { folder, film, uploads } = kept
    await appendFile(join(folder.uploads, uploads.poster), 'x')
    isFault('Primary of Alien')(await verify(folder))
    await assertMended(kept, 'upload-damaged', `uploads/${uploads.poster}`)
    assert.deepEqual(await readdir(folder.quarantine), [uploads.poster])
    await using catalog = await openSqliteCatalog(folder.catalog)
    const [shown] = await catalog.findImages(film, 'Primary')
    assert.equal(shown?.original.key, 'Alien/poster.jpg')
    assert.ok(shown.modifiedAt > 1_600_000_000_000)
  })

  test('one that is missing is let go, and the others keep their order', async () => {
    await using filling = await filled()
    const { kept } = filling
    const { folder, film, user, uploads } = kept
    const [first, second] = uploads.backdrops
    await rm(join(folder.uploads, first!))
    await assertMended(kept, 'upload-missing', `uploads/${first}`)
    await using catalog = await openSqliteCatalog(folder.catalog)
    const shown = await catalog.findImages(film, 'Backdrop')
    assert.deepEqual(
      shown.map(({ tag }) => tag),
      [second],
    )
    assert.equal((await catalog.findImages(user, 'Primary')).length, 1)
  })

  test('one that nothing names is removed; a young one may be somebody else’s', async () => {
    await using filling = await filled()
    const { kept } = filling
    const path = `uploads/${'b'.repeat(32)}`
    const file = join(kept.folder.root, path)
    await writeFile(file, 'x')
    assert.deepEqual(told(await verify(kept.folder)), [])
    const old = new Date(Date.now() - 2 * 3_600_000)
    await utimes(file, old, old)
    const found = await verify(kept.folder)
    assert.equal(found.findings.filter(isOpenProblem).length, 0)
    await assertMended(kept, 'orphan', path)
  })
})

suite('what can be made again', () => {
  for (const how of ['damaged', 'missing'] as const)
    test(`a picture taken out of a media file that is ${how} is taken anew`, async () => {
      await using filling = await filled()
      const { kept } = filling
      const { folder, extracted, film, library } = kept
      if (how === 'damaged') await appendFile(extractedPath(kept), 'x')
      else await rm(extractedPath(kept))
      const path = `extracted/${extracted.slice(0, 2)}/${extracted}`
      await assertMended(kept, `extracted-${how}`, path)
      await using catalog = await openSqliteCatalog(folder.catalog)
      assert.deepEqual(await catalog.findImages(film, 'Chapter'), [])
      assert.equal((await catalog.unextractedUnits(library, 'how')).get('Alien'), 'print')
    })

  test('a cut derivative is removed', async () => {
    await using filling = await filled()
    const { kept } = filling
    const { derivative } = kept
    const whole = await readFile(derivativePath(kept))
    await truncate(derivativePath(kept), whole.length - 3)
    await assertMended(kept, 'derivative-damaged', `derivatives/dd/${derivative}`)
  })

  test('what interrupted writes left is removed', async () => {
    await using filling = await filled()
    const { kept } = filling
    const { folder } = kept
    const paths = ['uploads/tmp/a', 'extracted/tmp/b', 'derivatives/tmp/c', crypto.randomUUID()]
    for (const path of paths) await writeFile(join(folder.root, path), 'x')
    // Somebody may be writing them.
    assert.deepEqual(told(await verify(folder)), [])
    const report = await repaired(kept)
    assert.deepEqual(
      told(report),
      paths.map((path) => ['leftover', path, 'mended']),
    )
    assert.deepEqual(told(await repaired(kept)), [])
  })
})

suite('the catalog', () => {
  test('an index that lacks rows is made anew', async () => {
    await using filling = await filled()
    const { kept } = filling
    const { catalog } = kept.folder
    const lines = (work: (database: DatabaseSync) => void) => {
      const database = new DatabaseSync(catalog, { defensive: false })
      database.exec('pragma writable_schema = on')
      work(database)
      database.close()
    }
    let row: Record<string, unknown> = {}
    lines((database) => {
      row = database.prepare(`select * from sqlite_schema where name = 'items_unit'`).get()!
      database.exec(`delete from sqlite_schema where name = 'items_unit'`)
    })
    // Without its index in the schema nobody keeps it up.
    lines((database) => database.exec(`update items set unit = 'Another'`))
    lines((database) =>
      database
        .prepare('insert into sqlite_schema values (?, ?, ?, ?, ?)')
        .run(...(Object.values(row) as string[])),
    )
    const found = await verify(kept.folder)
    assert.ok(found.findings.every(({ kind }) => kind === 'catalog-damaged'))
    assert.match(found.findings[0]!.detail, /items_unit/)
    const report = await repaired(kept)
    assert.ok(report.findings.every(({ outcome }) => outcome === 'mended'))
    assert.deepEqual(told(await verify(kept.folder)), [])
  })

  test('rows that refer to nothing are removed', async () => {
    await using filling = await filled()
    const { kept } = filling
    const database = new DatabaseSync(kept.folder.catalog, { enableForeignKeyConstraints: false })
    database.exec(`update user_items set user_id = 'nobody'`)
    database.close()
    isFault('user_items: 1')(await verify(kept.folder))
    await assertMended(kept, 'reference-broken', 'catalog.sqlite')
  })

  test('one that is damaged for good is told of, and no upload is touched for its sake', async () => {
    await using filling = await filled()
    const { kept } = filling
    const { folder, uploads } = kept
    const bytes = await readFile(folder.catalog)
    // The first page stays, so that it can be opened.
    await writeFile(folder.catalog, bytes.fill(0xa5, 4096, bytes.length))
    await appendFile(join(folder.uploads, uploads.portrait), 'x')
    for (const report of [await verify(folder), await repaired(kept)]) {
      const kinds = new Set(report.findings.map(({ kind }) => kind))
      assert.ok(kinds.has('catalog-damaged') || kinds.has('catalog-unusable'), [...kinds].join())
      assert.ok(kinds.has('upload-damaged'))
      assert.ok(report.findings.filter(isOpenProblem).length >= 2)
    }
    assert.equal((await readdir(folder.uploads)).length, 5)
  })

  test('repair is for nobody but itself', async () => {
    await using filling = await filled()
    const { folder } = filling.kept
    {
      await using _catalog = await openSqliteCatalog(folder.catalog)
      assert.equal(await repair(folder), 'in use')
      assert.deepEqual(told(await verify(folder)), [])
    }
    assert.notEqual(await repair(folder), 'in use')
  })

  test('one of a newer Keyart is refused', async () => {
    await using filling = await filled()
    const { folder } = filling.kept
    const database = new DatabaseSync(folder.catalog)
    database.exec(`insert into kysely_migration values ('9999-future', '2099')`)
    database.close()
    for (const look of [verify, repair])
      await assert.rejects(look(folder), (error) => isKeyartError(error, 'CATALOG_UNUSABLE'))
  })

  test('a server id that is gone cannot be mended', async () => {
    await using filling = await filled()
    const { kept } = filling
    await rm(kept.folder.serverId)
    assert.deepEqual(told(await repaired(kept)), [['server-id-damaged', 'server-id', 'left']])
  })
})
