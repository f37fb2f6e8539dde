import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { findHolder, holderInWords, holdFolder } from '../../src/data-folder/hold.ts'
import { temporaryFolder } from '../support/temporary.ts'

const holder = new URL('../support/hold-folder.ts', import.meta.url)

test('point 20: of two that want a folder one has it, and the other hears of whom', async () => {
  await using folder = await temporaryFolder()
  assert.equal(await findHolder(folder.path), undefined)
  assert.deepEqual(await readdir(folder.path), [])
  {
    const all = await Promise.all(
      ['one', 'two', 'three'].map((verb) => holdFolder(folder.path, verb)),
    )
    const held = all.filter(({ kind }) => kind === 'held')
    assert.equal(held.length, 1)
    const again = await holdFolder(folder.path, 'again')
    assert.ok(again.kind === 'taken' && again.by !== undefined)
    assert.deepEqual([again.by.pid, again.by.host], [process.pid, hostname()])
    assert.match(holderInWords(again), new RegExp(`process ${process.pid} on ${hostname()}`))
    assert.deepEqual(await findHolder(folder.path), again)
    for (const one of all) if (one.kind === 'held') await one[Symbol.asyncDispose]()
  }
  assert.equal(await findHolder(folder.path), undefined)
  const last = await holdFolder(folder.path, 'last')
  assert.equal(last.kind, 'held')
  if (last.kind === 'held') await last[Symbol.asyncDispose]()
})

test('point 20: a process that is killed lets go of the folder, whatever it left there', async () => {
  await using folder = await temporaryFolder()
  const child = spawn(process.execPath, [holder.pathname, folder.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  const taken = await holdFolder(folder.path, 'test')
  assert.ok(taken.kind === 'taken')
  assert.equal(taken.by?.pid, child.pid)
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.ok((await readdir(folder.path)).includes('in-use.json'))
  const held = await holdFolder(folder.path, 'test')
  assert.equal(held.kind, 'held')
  if (held.kind === 'held') await held[Symbol.asyncDispose]()
})

test('point 20: a holder in another container is named with it', async () => {
  await using folder = await temporaryFolder()
  const held = await holdFolder(folder.path, 'serve')
  const by = { pid: 1, host: '3f2a9c1b77d0', verb: 'serve', since: '2026-11-30T13:20:00.000Z' }
  await writeFile(join(folder.path, 'in-use.json'), JSON.stringify(by))
  const taken = await findHolder(folder.path)
  assert.deepEqual(taken, { kind: 'taken', by })
  assert.equal(
    holderInWords(taken),
    'keyart serve is using it (process 1 on 3f2a9c1b77d0, since 2026-11-30 13:20 UTC)',
  )
  await writeFile(join(folder.path, 'in-use.json'), '{"pid":')
  assert.deepEqual(await findHolder(folder.path), { kind: 'taken' })
  if (held.kind === 'held') await held[Symbol.asyncDispose]()
})
