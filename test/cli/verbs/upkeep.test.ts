import assert from 'node:assert/strict'
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Report } from '../../../src/upkeep/faults.ts'
import { addAdmin } from '../../support/admin.ts'
import { Keyart, runKeyart } from '../../support/keyart.ts'
import { extractedPath, fillFolder } from '../../support/filled-folder.ts'
import { noise } from '../../support/pictures.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { tagOf, Tree } from '../../support/tree.ts'

test('verify, backup and restore beside a running server', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const file = join(folder.path, 'keyart.tar')
  const tree = new Tree(join(folder.path, 'films')).film('Alien/Alien.mkv')
  const { root } = await tree.picture('Alien/poster.jpg').write()
  const libraries = [{ kind: 'movies', folder: root }]
  const headers = await addAdmin(data)
  const bytes = await noise(40, 60).jpeg().toBuffer()
  const find = '/Items?Recursive=true&IncludeItemTypes=Movie'
  const filmOf = async ({ client }: Keyart) =>
    (
      await client.json<{ Items: { Id: string; ImageTags: { Primary: string } }[] }>(find, {
        headers,
      })
    ).Items[0]!
  const serverId = async ({ client }: Keyart) =>
    (await client.json<{ Id: string }>('/System/Info/Public')).Id
  let id = ''
  {
    await using keyart = await Keyart.start({ libraries, data })
    id = await serverId(keyart)
    const path = `/Items/${(await filmOf(keyart)).Id}/Images/Primary`
    const type = { ...headers, 'content-type': 'image/jpeg' }
    const { status } = await keyart.client.ask(path, { method: 'POST', headers: type, body: bytes })
    assert.equal(status, 204)

    const looked = await runKeyart(['verify', '--data', data])
    assert.deepEqual([looked.code, looked.errors], [0, ''])
    assert.match(looked.out, /1 uploads.*\n0 problems, 0 remarks\n$/)
    const repaired = await runKeyart(['verify', '--repair', '--data', data])
    assert.equal(repaired.code, 2)
    assert.match(repaired.errors, /stop that process first/)

    const backed = await runKeyart(['backup', 'keyart.tar', '--data', data], {
      directory: folder.path,
    })
    assert.deepEqual([backed.code, backed.errors], [0, ''])
    assert.match(backed.out, /^Backed up 1 uploads and the catalog/)
    const over = await runKeyart(['restore', file, '--force', '--data', data])
    assert.equal(over.code, 2)
    assert.match(over.errors, /stop that process first/)
  }
  const full = await runKeyart(['restore', file, '--data', data])
  assert.equal(full.code, 2)
  assert.match(full.errors, /--force/)
  assert.equal((await runKeyart(['restore', '--data', data])).code, 2)
  assert.equal((await runKeyart(['backup', '--data', data])).code, 2)
  const nowhere = await runKeyart(['backup', join(folder.path, 'no/where.tar'), '--data', data])
  assert.equal(nowhere.code, 1)
  assert.match(nowhere.errors, /^keyart: BACKUP_UNUSABLE: ENOENT[^\n]*\n$/)
  assert.equal((await runKeyart(['verify', '--data', join(folder.path, 'none')])).code, 2)

  const other = join(folder.path, 'other')
  const restored = await runKeyart(['restore', file, '--data', other])
  assert.deepEqual([restored.code, restored.errors], [0, ''])
  {
    await using keyart = await Keyart.start({ libraries, data: other })
    assert.equal(await serverId(keyart), id)
    assert.equal((await filmOf(keyart)).ImageTags.Primary, tagOf(bytes))
  }
  // While a restore is not finished nobody works on a half.
  await mkdir(join(other, 'restoring'))
  const half = await runKeyart([
    'serve',
    '--data',
    other,
    '--library',
    `movies=${root}`,
    '--port=0',
  ])
  assert.equal(half.code, 1)
  assert.match(half.errors, /run restore again/)
})

test('verify says what is wrong, to people and to programs, without paths of the machine', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const kept = await fillFolder(data)
  await appendFile(join(kept.folder.uploads, kept.uploads.poster), 'x')
  await rm(extractedPath(kept))
  const said = await runKeyart(['verify', '--data', data])
  assert.equal(said.code, 1)
  assert.match(
    said.out,
    new RegExp(`^problem: uploads/${kept.uploads.poster} .*Primary of Alien`, 'm'),
  )
  assert.match(said.errors, /DATA_DAMAGED: 2 problems remain/)
  assert.ok(!`${said.out}${said.errors}`.includes(folder.path))

  const programs = await runKeyart(['verify', '--repair', '--json', '--data', data])
  assert.equal(programs.code, 0, programs.errors)
  const report = JSON.parse(programs.out) as Report
  assert.deepEqual(
    report.findings.map(({ kind, outcome }) => [kind, outcome]),
    [
      ['upload-damaged', 'mended'],
      ['extracted-missing', 'mended'],
    ],
  )
  assert.equal((await runKeyart(['verify', '--data', data])).code, 0)
  assert.ok((await readFile(join(data, 'quarantine', kept.uploads.poster))).length > 0)
})
