import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { after, before, suite, test } from 'node:test'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { isKeyartError } from '../../../src/errors.ts'
import { aheadContract } from '../../contracts/ahead.ts'
import {
  candidate,
  catalogContract,
  makeItem,
  makeLibrary,
  sound,
} from '../../contracts/catalog.ts'
import { layoutContract } from '../../contracts/layouts.ts'
import { memberContract } from '../../contracts/members.ts'
import { nameContract } from '../../contracts/names.ts'
import { searchContract } from '../../contracts/search.ts'

let folder = ''
let files = 0
const newFile = () => join(folder, `catalog-${files++}.db`)
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyart-catalog-'))
})
after(() => rm(folder, { recursive: true }))

catalogContract('sqlite', (now) => openSqliteCatalog(newFile(), { now }))
nameContract('sqlite', (now) => openSqliteCatalog(newFile(), { now }))
aheadContract('sqlite', (now) => openSqliteCatalog(newFile(), { now }))
layoutContract('sqlite', (now) => openSqliteCatalog(newFile(), { now }))
memberContract('sqlite', (now) => openSqliteCatalog(newFile(), { now }))
searchContract('sqlite', () => openSqliteCatalog(newFile()))

suite('the catalog in SQLite', () => {
  const library = makeLibrary('movies', 'Films')
  const film = makeItem(library, 'Movie', 'F/f')
  const image = candidate(film.id, 'Primary', library, 'F/p')

  test('reopened it has everything', async () => {
    const file = newFile()
    const read = async () => {
      await using catalog = await openSqliteCatalog(file)
      return [
        await catalog.findItem(film.id),
        await catalog.findImages(film.id, 'Primary'),
        [...(await catalog.unitFingerprints(library.id))],
        await catalog.users(),
      ]
    }
    {
      await using catalog = await openSqliteCatalog(file)
      await catalog.setLibraries([library])
      await catalog.replaceUnit({
        libraryId: library.id,
        unit: 'F',
        items: [film],
        images: [image],
      })
      await catalog.putOriginals([{ ref: image.original, state: sound('t') }], 900)
      await catalog.finishUnit(library.id, 'F', 'abc')
      await catalog.putUser({ id: 'u', name: 'Anna', createdAt: 1 })
    }
    const [item, images, fingerprints, users] = await read()
    assert.deepEqual(item, film)
    assert.equal(Array.isArray(images) && images.length, 1)
    assert.deepEqual(fingerprints, [['F', 'abc']])
    const rights = { isAdmin: false, hasPassword: false }
    assert.deepEqual(users, [{ id: 'u', name: 'Anna', createdAt: 1, ...rights }])
  })

  test('closed it leaves one file alone', async () => {
    const file = newFile()
    const catalog = await openSqliteCatalog(file)
    await catalog.counts()
    await catalog[Symbol.asyncDispose]()
    const left = (await readdir(folder)).filter((name) => join(folder, name).startsWith(file))
    assert.deepEqual(
      left.map((name) => join(folder, name)),
      [file],
    )
  })

  test('the generation tells of what others write, and not of what they read', async () => {
    const file = newFile()
    await using catalog = await openSqliteCatalog(file)
    const before = catalog.generation
    {
      await using other = await openSqliteCatalog(file)
      await other.counts()
      await setTimeout(60)
      assert.equal(catalog.generation, before)
      await other.putUser({ id: 'u', name: 'Anna', createdAt: 1 })
    }
    await setTimeout(60)
    assert.notEqual(catalog.generation, before)
    const after = catalog.generation
    await catalog.touchToken('t', 5)
    await setTimeout(60)
    assert.equal(catalog.generation, after)
  })

  const startWriter = async (file: string) => {
    const script = join(import.meta.dirname, 'interrupted-write.ts')
    const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The process that writes ended with ${code}`)
    })
    await Promise.race([once(child.stdout, 'data'), ended])
    ended.catch(() => {})
    return child
  }

  test('two processes may open a new one at once, and write', async () => {
    const file = newFile()
    const children = await Promise.all([startWriter(file), startWriter(file)])
    for (const child of children) {
      assert.equal(child.exitCode, null)
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    await using catalog = await openSqliteCatalog(file)
    assert.equal((await catalog.counts()).items, 400)
  })

  const unusable = (file: string) => (error: unknown) => {
    assert.ok(isKeyartError(error, 'CATALOG_UNUSABLE'))
    assert.ok(error.message.includes(file.slice(folder.length + 1)), error.message)
    assert.ok(!error.message.includes(folder), error.message)
    return true
  }

  test('one that a newer Keyart has written is refused and left as it is', async () => {
    const file = newFile()
    await (await openSqliteCatalog(file))[Symbol.asyncDispose]()
    const database = new DatabaseSync(file)
    database.exec(`insert into kysely_migration values ('9999-future', '2099-01-01')`)
    database.close()
    await assert.rejects(openSqliteCatalog(file), (error: Error) => {
      assert.match(error.message, /version 9999-future: a newer Keyart/)
      return unusable(file)(error)
    })
  })

  test('a file that is no catalog is refused', async () => {
    const file = newFile()
    await writeFile(file, 'not a database, but long enough to be taken for one'.repeat(100))
    await assert.rejects(openSqliteCatalog(file), unusable(file))
    const absent = join(folder, 'no-such-folder', 'catalog.db')
    await assert.rejects(openSqliteCatalog(absent), /Expected catalog\.db to be/)
  })

  test('a write that is killed leaves the contents of before or after, never of between', async () => {
    for (const delay of [0, 15, 40]) {
      const file = newFile()
      const child = await startWriter(file)
      await setTimeout(delay)
      child.kill('SIGKILL')
      await once(child, 'exit')
      await using catalog = await openSqliteCatalog(file)
      const { items } = await catalog.queryItems({ recursive: true })
      assert.equal(items.length, 400)
      assert.equal(new Set(items.map((item) => item.name)).size, 1)
      const database = new DatabaseSync(file, { readOnly: true })
      const check = database.prepare('pragma integrity_check').get()
      const images = database
        .prepare('select count(*) n from images join items on items.id = images.owner_id')
        .get()
      database.close()
      assert.deepEqual({ ...check, ...images }, { integrity_check: 'ok', n: 400 })
    }
  })

  test('pages of a large library use an index, not a sort', async () => {
    const file = newFile()
    await (await openSqliteCatalog(file))[Symbol.asyncDispose]()
    const database = new DatabaseSync(file)
    const plan = (where: string) =>
      database
        .prepare(
          `explain query plan select json from items where ${where}
          order by sort_key asc nulls first, id limit 100`,
        )
        .all('x')
        .map((row) => String(row['detail']))
        .join('\n')
    const wheres = [
      'library_id = ?',
      `library_id = ? and kind in ('Movie')`,
      'parent_id = ?',
      `kind in ('Movie') and id <> ?`,
    ]
    for (const where of wheres) assert.doesNotMatch(plan(where), /TEMP B-TREE/, where)
    // What a user may see: an index finds it, or has the order and is narrowed.
    for (const where of [
      `library_id in ('a', 'b') and kind <> ?`,
      `library_id in ('a', 'b') and kind in ('Movie') and id <> ?`,
      `library_id in ('a', 'b') and parent_id = ?`,
    ])
      assert.match(plan(where), /USING (?:COVERING )?INDEX/, where)
    assert.doesNotMatch(plan(`library_id in ('a', 'b') and parent_id = ?`), /TEMP B-TREE/)
    database.close()
  })
})
