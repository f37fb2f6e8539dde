import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { closeFolder } from '../../src/data-folder/privacy.ts'
import { addAdmin } from '../support/admin.ts'
import { eventually, Keyart, runKeyart } from '../support/keyart.ts'
import { fillFolder } from '../support/filled-folder.ts'
import { openToOthers } from '../support/open-to-others.ts'
import { noise, write } from '../support/pictures.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

const never = new AbortController().signal
const modeOf = async (path: string) => (await stat(path)).mode & 0o777

async function loosen(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
  await chmod(folder, 0o755)
}

test('point 10: after a busy life no file of the data folder is for others, and those beside media are', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'made', 'data')
  const films = await new Tree(join(folder.path, 'films'))
    .film('Alien/Alien.mkv', 'Brazil/Brazil.mkv')
    .picture('Alien/poster.jpg')
    .write()
  const libraries = [{ kind: 'movies', folder: films.root }]
  const portrait = await write(join(folder.path, 'ann.png'), noise(300, 200).png())
  const added = ['user', 'add', 'Ann', '--admin', '--password', 'a long one', '--image', portrait]
  assert.equal((await runKeyart([...added, '--data', data])).code, 0)
  assert.deepEqual(await openToOthers(data), [])
  // What lies around it is not Keyart's.
  const umask = process.umask()
  assert.equal(await modeOf(join(folder.path, 'made')), 0o777 & ~umask)

  const { out } = await runKeyart(['token', 'add', 'tests', '--data', data])
  const headers = { 'x-emby-token': out.trim() }
  for (const isSaved of [false, true]) {
    const args = isSaved ? ['--artwork-save-to-media'] : []
    await using keyart = await Keyart.start({ libraries, data, args, headers })
    const { Items } = await keyart.client.json<{ Items: { Id: string }[] }>(
      '/Items?Recursive=true&IncludeItemTypes=Movie&SearchTerm=Brazil',
    )
    const path = `/Items/${Items[0]!.Id}/Images/Primary`
    const body = await noise(60, 90, isSaved ? 2 : 1)
      .jpeg()
      .toBuffer()
    const type = { 'content-type': 'image/jpeg' }
    assert.equal(
      (await keyart.client.ask(path, { method: 'POST', headers: type, body })).status,
      204,
    )
    assert.equal((await keyart.client.ask(`${path}?width=20`)).status, 200)
    const open = await openToOthers(data)
    assert.deepEqual(open, [], isSaved ? 'saving beside media' : 'keeping uploads')
    const backed = await runKeyart(['backup', join(data, `${isSaved}.tar`), '--data', data])
    assert.equal(backed.code, 0, backed.errors)
  }
  const saved = (await readdir(join(films.root, 'Brazil'))).find((name) => name.endsWith('.jpg'))
  assert.equal(await modeOf(join(films.root, 'Brazil', saved ?? 'none')), 0o666 & ~umask)
  assert.equal(await modeOf(films.root), 0o777 & ~umask)
  const names = await readdir(data, { recursive: true })
  for (const part of [
    'catalog.sqlite',
    'server-id',
    'uploads/',
    'derivatives/',
    'extracted/',
    'true.tar',
  ])
    assert.ok(
      names.some((name) => name.startsWith(part)),
      part,
    )
  assert.deepEqual(await openToOthers(data), [])

  const copy = join(folder.path, 'copy')
  assert.equal((await runKeyart(['restore', join(data, 'true.tar'), '--data', copy])).code, 0)
  assert.deepEqual(await openToOthers(copy), [])
  // Again, over what is there and was opened by a copy meanwhile.
  await loosen(copy)
  const over = ['restore', join(data, 'true.tar'), '--force', '--data', copy]
  assert.equal((await runKeyart(over)).code, 0)
  assert.deepEqual(await openToOthers(copy), [])
})

test('point 10: an existing folder is closed at the start, its depths soon after', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  await fillFolder(data)
  await loosen(data)
  const outside = join(folder.path, 'outside')
  await writeFile(outside, '')
  await chmod(outside, 0o644)
  await symlink(outside, join(data, 'uploads', 'link'))
  const { root } = await new Tree(join(folder.path, 'films')).film('Alien/Alien.mkv').write()
  const headers = await addAdmin(data)
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: root }],
    data,
    headers,
  })
  assert.equal(await modeOf(data), 0o700)
  await eventually(async () => {
    const open = (await openToOthers(data)).filter((line) => !line.startsWith('uploads/link'))
    assert.deepEqual(open, [])
  })
  assert.equal(await modeOf(outside), 0o644)
  assert.ok(!keyart.log.some((line) => line.includes('left open')))
})

test('point 10: in a folder with other files only those of Keyart are closed', async () => {
  await using folder = await temporaryFolder()
  const root = folder.path
  await chmod(root, 0o755)
  await mkdir(join(root, 'films'))
  for (const name of ['catalog.sqlite', 'catalog.sqlite-wal', 'notes.txt', 'films/poster.jpg'])
    await writeFile(join(root, name), '', { mode: 0o644 })
  await mkdir(join(root, 'uploads/tmp'), { recursive: true })
  const { now, rest } = await closeFolder(root, [
    join(root, 'catalog.sqlite'),
    join(root, 'uploads'),
  ])
  assert.deepEqual(now, { kind: 'shared' })
  assert.equal(await modeOf(join(root, 'uploads')), 0o700)
  await rest(never)
  const open = await openToOthers(root)
  const names = open.map((line) => line.split(' ')[0] ?? '')
  assert.deepEqual(
    names.toSorted((one, two) => one.localeCompare(two)),
    ['.', 'films', 'films/poster.jpg', 'notes.txt'],
  )
})
