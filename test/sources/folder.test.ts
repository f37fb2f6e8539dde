import assert from 'node:assert/strict'
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { FolderSource } from '../../src/sources/folder.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('CVE-2025-54387, CVE-2026-53502: nothing outside of a library is found, by whatever key', async () => {
  await using folder = await temporaryFolder()
  const root = join(await realpath(folder.path), 'films')
  const beside = `${root}-private`
  for (const path of [root, beside]) await mkdir(path)
  await writeFile(join(root, 'poster.jpg'), 'x')
  await writeFile(join(beside, 'secret.jpg'), 'x')
  await symlink(join(beside, 'secret.jpg'), join(root, 'link.jpg'))
  await symlink(beside, join(root, 'folder'))
  await symlink(join(root, 'poster.jpg'), join(root, 'inside.jpg'))
  const source = new FolderSource(root)
  assert.deepEqual(await source.find('poster.jpg'), { path: join(root, 'poster.jpg') })
  assert.deepEqual(await source.find('inside.jpg'), { path: join(root, 'poster.jpg') })
  for (const key of [
    '../films-private/secret.jpg',
    '..',
    '',
    '/etc/passwd',
    'x/../../films-private/secret.jpg',
    '%2e%2e/films-private/secret.jpg',
    '..%2ffilms-private%2fsecret.jpg',
    'link.jpg',
    'folder/secret.jpg',
    'poster.jpg\0.png',
    'poster.jpg/',
  ])
    assert.equal(await source.find(key), undefined, key)
})
