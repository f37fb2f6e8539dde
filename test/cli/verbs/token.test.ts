import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { makeLibrary } from '../../contracts/catalog.ts'
import { addAdmin } from '../../support/admin.ts'
import { runKeyart } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'

test('a key can be read-only, and for some libraries; a user can be hidden', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  await addAdmin(data)
  const films = makeLibrary('movies', 'Films')
  {
    await using catalog = await openSqliteCatalog(join(data, 'catalog.sqlite'))
    await catalog.setLibraries([films])
  }
  const run = (...args: string[]) => runKeyart([...args, '--data', data])
  const added = await run('token', 'add', 'wall', '--read-only', '--library', 'films')
  assert.equal(added.code, 0, added.errors)
  assert.match((await run('token', 'list')).out, /API key wall \(read-only, for Films\)/)
  const wrong = await run('token', 'add', 'wall', '--library', 'Nothing')
  assert.equal(wrong.code, 2)
  assert.match(wrong.errors, /Expected the name of a library \(Films\)/)

  for (const [flag, expected] of [
    ['--hidden', true],
    ['--all-libraries', true],
    ['--hidden=false', undefined],
  ] as const) {
    const { code, errors } = await run('user', 'add', 'Bo', flag)
    assert.equal(code, 0, errors)
    await using catalog = await openSqliteCatalog(join(data, 'catalog.sqlite'))
    assert.equal((await catalog.users())[0]?.isHidden, expected, flag)
  }
})
