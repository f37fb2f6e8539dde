import assert from 'node:assert/strict'
import { mkdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
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
  const source = new FolderSource({ root })
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

test('nothing outside of a library and of the folders named beside it is found, whatever links become', async () => {
  await using folder = await temporaryFolder()
  const base = await realpath(folder.path)
  const [root, named, beside] = ['films', 'named', 'named-private'].map((name) => join(base, name))
  for (const path of [root!, named!, beside!]) {
    await mkdir(path)
    await writeFile(join(path, 'a.jpg'), 'x')
  }
  const link = join(root!, 'link')
  await symlink(join(named!, 'a.jpg'), join(root!, 'b.jpg'))
  await symlink(named!, link)
  await symlink(join(beside!, 'a.jpg'), join(named!, 'out.jpg'))
  await symlink('loop.jpg', join(root!, 'loop.jpg'))
  const source = new FolderSource({ root: root!, linkTargets: [named!, join(base, 'away')] })
  for (const key of ['b.jpg', 'link/a.jpg'])
    assert.deepEqual(await source.find(key), { path: join(named!, 'a.jpg') }, key)
  for (const key of ['link', 'link/out.jpg', 'link/../named/a.jpg', '../named/a.jpg', 'loop.jpg'])
    assert.equal(await source.find(key), undefined, key)
  await rm(link)
  await symlink(beside!, link)
  assert.equal(await source.find('link/a.jpg'), undefined)
  const alone = new FolderSource({ root: root! })
  assert.equal(await alone.find('b.jpg'), undefined)
})
