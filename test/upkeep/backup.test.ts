import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Passwords } from '../../src/access/passwords.ts'
import { hashToken } from '../../src/access/token.ts'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'
import { folderOf } from '../../src/cli/folder/existing-folder.ts'
import { isKeyartError } from '../../src/errors.ts'
import { backUp } from '../../src/upkeep/backup.ts'
import type { DataFolder } from '../../src/upkeep/folder.ts'
import { restore } from '../../src/upkeep/restore.ts'
import { tarEnd, tarHeader, tarPadding } from '../../src/upkeep/tar.ts'
import { verify } from '../../src/upkeep/verify.ts'
import { fillFolder, password } from '../support/filled-folder.ts'
import { temporaryFolder } from '../support/temporary.ts'

const now = Date.UTC(2026, 0, 2, 3, 4, 5)

async function filled() {
  const temporary = await temporaryFolder()
  const kept = await fillFolder(join(temporary.path, 'kept'))
  const other = folderOf(join(temporary.path, 'other'))
  await mkdir(other.root)
  return { ...temporary, kept, other, file: join(temporary.path, 'keyart.tar') }
}

/** Rows of all tables but those of what can be made again. */
function rowsOf({ catalog }: DataFolder): unknown {
  const database = new DatabaseSync(catalog, { readOnly: true })
  const tables = database.prepare(`select name from sqlite_schema where type = 'table'`).all()
  const rows = tables
    .map(({ name }) => String(name))
    .filter((name) => name !== 'originals' && name !== 'image_changes')
    .map((name) => [name, database.prepare(`select * from "${name}"`).all()])
  database.close()
  return rows
}

const assertUnusable = (pattern: RegExp) => (error: unknown) => {
  assert.ok(isKeyartError(error, 'BACKUP_UNUSABLE'), String(error))
  assert.match(error.message, pattern)
  return true
}

test('everything comes back: users, passwords, tokens, positions, layouts, uploads, the id', async () => {
  await using filling = await filled()
  const { kept, other, file } = filling
  const { folder, film, user, uploads } = kept
  const manifest = await backUp(folder, file, now)
  assert.deepEqual(manifest.missing, [])
  assert.equal((await stat(file)).mode & 0o077, 0)
  const names = (await readdir(filling.path)).toSorted()
  assert.deepEqual(names, ['kept', 'keyart.tar', 'other'])

  // Any tar can read it.
  const { stdout } = await promisify(execFile)('tar', ['tf', file])
  const listed = ['keyart-backup.json', 'catalog.sqlite', 'server-id']
  for (const key of Object.values(uploads).flat()) listed.push(`uploads/${key}`)
  assert.deepEqual(stdout.trim().split('\n').toSorted(), listed.toSorted())

  assert.deepEqual(await restore(other, file, { force: false, now }), manifest)
  assert.deepEqual(rowsOf(other), rowsOf(folder))
  assert.deepEqual((await verify(other)).findings, [])
  assert.deepEqual(await readFile(other.serverId), await readFile(folder.serverId))
  for (const key of Object.values(uploads).flat())
    assert.deepEqual(
      await readFile(join(other.uploads, key)),
      await readFile(join(folder.uploads, key)),
    )
  assert.deepEqual(
    (await readdir(other.root)).toSorted().filter((name) => !/-(?:shm|wal)$/.test(name)),
    ['catalog.sqlite', 'server-id', 'uploads'],
  )

  await using catalog = await openSqliteCatalog(other.catalog)
  const hash = await catalog.findPassword(user)
  assert.equal(await new Passwords().matches(password, hash), true)
  assert.equal((await catalog.findToken(hashToken('a key')))?.token.id, 'k')
  const state = (await catalog.userItems(user, [film])).get(film)
  assert.deepEqual([state?.positionTicks, state?.isFavorite], [12_345, true])
  assert.equal((await catalog.findFamily(film, 'Thumb')).layout.hidden.length, 1)
  const backdrops = await catalog.findImages(film, 'Backdrop')
  assert.deepEqual(
    backdrops.map(({ tag }) => tag),
    uploads.backdrops.toReversed(),
  )
  assert.equal((await catalog.findImages(film, 'Primary'))[0]?.tag, uploads.poster)
  // It was not backed up, and what is not there is not announced.
  assert.deepEqual(await catalog.findImages(film, 'Chapter'), [])
})

suite('a backup', () => {
  test('is of one moment while others write', async () => {
    await using filling = await filled()
    const { kept, other, file } = filling
    const { folder, user } = kept
    await using catalog = await openSqliteCatalog(folder.catalog)
    let isDone = false
    let count = 0
    const writing = (async () => {
      // Both change together.
      for (; !isDone; count++) {
        await catalog.changeUserItems(user, ['one', 'other'], { positionTicks: count })
        await setImmediate()
      }
    })()
    while (count < 5) await setImmediate()
    await backUp(folder, file, now)
    isDone = true
    await writing
    await restore(other, file, { force: false, now })
    await using copy = await openSqliteCatalog(other.catalog)
    const states = await copy.userItems(user, ['one', 'other'])
    assert.equal(states.get('one')?.positionTicks, states.get('other')?.positionTicks)
    assert.ok((states.get('one')?.positionTicks ?? 0) > 0)
  })

  test('takes what is sound, and says what was lost before', async () => {
    await using filling = await filled()
    const { kept, other, file } = filling
    const { folder, uploads } = kept
    await appendFile(join(folder.uploads, uploads.poster), 'x')
    await rm(join(folder.uploads, uploads.portrait))
    const { missing, files } = await backUp(folder, file, now)
    assert.deepEqual(missing.toSorted(), [uploads.poster, uploads.portrait].toSorted())
    assert.equal(files.length, 4)
    await restore(other, file, { force: false, now })
    const { findings } = await verify(other)
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ['upload-missing', 'upload-missing'],
    )
  })

  test('takes the place of an earlier one, and of nothing else', async () => {
    await using filling = await filled()
    const { kept, file } = filling
    await backUp(kept.folder, file, now)
    await backUp(kept.folder, file, now)
    for (const text of ['', 'a photograph', 'x'.repeat(5000)]) {
      await writeFile(file, text)
      await assert.rejects(backUp(kept.folder, file, now), assertUnusable(/earlier backup/))
      assert.equal(await readFile(file, 'utf8'), text)
    }
  })
})

suite('a restore', () => {
  test('touches no folder that is not empty, or in use; with force the old one is moved', async () => {
    await using filling = await filled()
    const { kept, file } = filling
    const { folder } = kept
    await backUp(folder, file, now)
    {
      await using _catalog = await openSqliteCatalog(folder.catalog)
      assert.equal(await restore(folder, file, { force: false, now }), 'not empty')
      assert.equal(await restore(folder, file, { force: true, now }), 'in use')
    }
    const database = new DatabaseSync(folder.catalog)
    database.exec(`update users set name = 'Berta'`)
    database.close()
    const before = await readdir(folder.root)
    assert.equal(await restore(folder, file, { force: false, now }), 'not empty')
    assert.deepEqual(await readdir(folder.root), before)

    assert.notEqual(typeof (await restore(folder, file, { force: true, now })), 'string')
    const aside = folderOf(join(folder.root, 'before-restore-2026-01-02T03-04-05.000Z'))
    for (const [where, name] of [
      [folder, 'Anna'],
      [aside, 'Berta'],
    ] as const) {
      await using catalog = await openSqliteCatalog(where.catalog)
      assert.deepEqual(
        (await catalog.users()).map((user) => user.name),
        [name],
      )
    }
  })

  test('takes no damaged backup, wherever it is damaged, and changes nothing', async () => {
    await using filling = await filled()
    const { kept, other, file } = filling
    await backUp(kept.folder, file, now)
    const whole = await readFile(file)
    const uploaded = whole.indexOf(await readFile(join(kept.folder.uploads, kept.uploads.poster)))
    const catalog = whole.indexOf('SQLite format 3')
    const flip = (at: number) => {
      const bytes = Buffer.from(whole)
      bytes[at] = bytes[at]! ^ 0x20
      return bytes
    }
    const damaged = {
      'a bit of an upload': flip(uploaded + 100),
      'a bit of the catalog': flip(catalog + 5000),
      'a bit of a header': flip(catalog - 500),
      'a bit of the list': flip(whole.indexOf('catalogVersion')),
      'the last upload cut': whole.subarray(0, whole.length - 2000),
      'cut in the middle': whole.subarray(0, uploaded + 10),
      nothing: Buffer.alloc(0),
      text: Buffer.from('no backup'),
    }
    for (const [name, bytes] of Object.entries(damaged)) {
      await writeFile(file, bytes)
      await assert.rejects(restore(other, file, { force: false, now }), assertUnusable(/./), name)
      assert.deepEqual(await readdir(other.root), [], name)
    }
  })

  test('refuses one of a newer Keyart and says both versions', async () => {
    await using filling = await filled()
    const { kept, other, file } = filling
    const database = new DatabaseSync(kept.folder.catalog, { readOnly: true })
    const last = database.prepare('select max(name) as name from kysely_migration').get()
    database.close()
    await backUp(kept.folder, file, now)
    const whole = (await readFile(file)).toString('latin1')
    const newer = whole.replace(String(last!['name']), '9'.repeat(String(last!['name']).length))
    await writeFile(file, newer, 'latin1')
    await assert.rejects(restore(other, file, { force: false, now }), (error) => {
      assertUnusable(/999/)(error)
      return assertUnusable(new RegExp(String(last!['name'])))(error)
    })
    await writeFile(file, whole.replace('"format": 1', '"format": 7'), 'latin1')
    await assert.rejects(
      restore(other, file, { force: false, now }),
      assertUnusable(/format 1 .* format 7/),
    )
    assert.deepEqual(await readdir(other.root), [])
  })

  test('writes nowhere but in the data folder', async () => {
    await using filling = await filled()
    const { other, file } = filling
    const entry = (name: string, bytes: Buffer) => [
      tarHeader(name, bytes.length),
      bytes,
      tarPadding(bytes.length),
    ]
    const manifest = (path: string) =>
      Buffer.from(
        JSON.stringify({
          format: 1,
          catalogVersion: '0001-first',
          createdAt: '',
          missing: [],
          files: [path, 'catalog.sqlite', 'server-id'].map((name) => ({
            path: name,
            bytes: 0,
            hash: 'e3b0c44298fc1c149afbf4c8996fb924',
          })),
        }),
      )
    for (const path of ['../evil', '/tmp/evil', 'uploads/../../evil', 'uploads/x']) {
      const parts = [
        ...entry('keyart-backup.json', manifest(path)),
        ...entry(path, Buffer.alloc(0)),
        tarEnd,
      ]
      await writeFile(file, Buffer.concat(parts))
      await assert.rejects(restore(other, file, { force: false, now }), assertUnusable(/list/))
    }
    assert.deepEqual((await readdir(filling.path)).toSorted(), ['kept', 'keyart.tar', 'other'])
  })

  test('that was interrupted is done again', async () => {
    await using filling = await filled()
    const { kept, other, file } = filling
    await backUp(kept.folder, file, now)
    await mkdir(join(other.restoring, 'uploads'), { recursive: true })
    await writeFile(join(other.restoring, 'uploads', 'half'), 'x')
    assert.notEqual(typeof (await restore(other, file, { force: false, now })), 'string')
    assert.deepEqual((await verify(other)).findings, [])
  })
})
