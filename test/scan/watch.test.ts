import assert from 'node:assert/strict'
import { mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testIds } from '../support/ids.ts'
import type { ScanTarget } from '../../src/scan/status/scan-status.ts'
import { LibraryWatch } from '../../src/scan/watch.ts'
import { eventually } from '../support/keyart.ts'
import { canMount, mountDisk, needsMounts } from '../support/mounts.ts'
import { requireOrSkip } from '../support/require-or-skip.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('a library folder that vanishes is told of, and watched again once it is back', async () => {
  await using folder = await temporaryFolder()
  const root = join(folder.path, 'films')
  await mkdir(root)
  const library = {
    id: testIds.library({ kind: 'movies', name: 'X' }),
    kind: 'movies',
    name: 'X',
    root,
  } as const
  const told: ScanTarget[] = []
  await using _watch = await LibraryWatch.open({
    libraries: [library],
    quiet: 20,
    checkInterval: 200,
    onChange: (target) => told.push(target),
    onFailure: (_, error) => assert.fail(String(error)),
  })
  const all = { libraryId: library.id, units: 'all' } as const
  const away = join(folder.path, 'away')
  for (const leave of [() => rename(root, away), () => rm(root, { recursive: true })]) {
    await leave()
    await eventually(async () => assert.deepEqual(told, [all]))
    await mkdir(root)
    await eventually(async () => assert.deepEqual(told, [all, all]))
    await writeFile(join(root, 'Alien.mkv'), '')
    await eventually(async () =>
      assert.deepEqual(told.at(-1), { libraryId: library.id, units: new Set(['', 'Alien.mkv']) }),
    )
    told.length = 0
  }
})

test('a disk that is taken away and comes back is told of, and watched again', async (context) => {
  if (!requireOrSkip(context, await canMount(), needsMounts)) return
  await using folder = await temporaryFolder()
  const root = join(folder.path, 'films')
  const library = {
    id: testIds.library({ kind: 'movies', name: 'X' }),
    kind: 'movies',
    name: 'X',
    root,
  } as const
  await using before = await mountDisk(root, 1_000_000)
  await writeFile(join(root, 'Alien.mkv'), '')
  const told: ScanTarget[] = []
  await using _watch = await LibraryWatch.open({
    libraries: [library],
    quiet: 20,
    checkInterval: 50,
    onChange: (target) => told.push(target),
    onFailure: (_, error) => assert.fail(String(error)),
  })
  const all = { libraryId: library.id, units: 'all' } as const
  before.unmount()
  await eventually(async () => assert.deepEqual(told, [all]))
  await using _after = await mountDisk(root, 1_000_000)
  await eventually(async () => assert.deepEqual(told, [all, all]))
  await writeFile(join(root, 'Brazil.mkv'), '')
  await eventually(async () =>
    assert.deepEqual(told.at(-1), { libraryId: library.id, units: new Set(['', 'Brazil.mkv']) }),
  )
})

test('a folder that links lead to is watched once for all libraries, and each hears of its own units', async () => {
  await using folder = await temporaryFolder()
  const target = join(folder.path, 'disk')
  const libraries = await Promise.all(
    (['movies', 'tvshows', 'photos'] as const).map(async (kind) => {
      const root = join(folder.path, kind)
      for (const path of [root, join(target, kind)]) await mkdir(path, { recursive: true })
      return {
        id: testIds.library({ kind, name: 'X' }),
        kind,
        name: 'X',
        root,
        linkTargets: [target],
      }
    }),
  )
  const [films, shows] = libraries
  const told: Exclude<ScanTarget, 'all'>[] = []
  const unitsLinkedTo = (libraryId: string, path: string) =>
    libraryId !== films!.id && libraryId !== shows!.id ? [] : [`${libraryId} ${path}`]
  await using _watch = await LibraryWatch.open({
    libraries,
    unitsLinkedTo,
    quiet: 20,
    onChange: (one) => {
      if (one !== 'all') told.push(one)
    },
    onFailure: (_, error) => assert.fail(String(error)),
  })
  const real = await realpath(target)
  let number = 0
  await eventually(async () => {
    // Such folders are opened behind the others.
    const path = join(real, 'movies', `${number++}.mkv`)
    await writeFile(path, '')
    await sleep(100)
    for (const { id } of [films!, shows!])
      assert.ok(
        told.some(
          ({ libraryId, units }) =>
            libraryId === id && units !== 'all' && units.has(`${id} ${path}`),
        ),
      )
  })
  assert.ok(told.every(({ libraryId }) => libraryId !== libraries[2]!.id))
})
