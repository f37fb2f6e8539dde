import assert from 'node:assert/strict'
import { chmod, mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import type { Library } from '../../../src/library/library.ts'
import { type WalkEvent, walkLibrary, type WalkOptions } from '../../../src/scan/walk/walk.ts'
import { temporaryFolder } from '../../support/temporary.ts'

async function grow(root: string, ...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), path)
  }
}

async function walk(
  root: string,
  options: Partial<WalkOptions> & Pick<Library, 'linkTargets'> = {},
): Promise<WalkEvent[]> {
  const { signal } = new AbortController()
  const { linkTargets = [], ...rest } = options
  return await Array.fromAsync(walkLibrary({ root, linkTargets }, { signal, ...rest }))
}

function listings(events: readonly WalkEvent[]) {
  return new Map(
    events.flatMap((event) => (event.kind === 'unit' ? [[event.listing.unit, event.listing]] : [])),
  )
}

async function filesOf(root: string): Promise<readonly string[]> {
  return [...listings(await walk(root)).values()].flatMap(({ files }) => files.map((f) => f.path))
}

test('lists units with their files and folders, the loose files as a unit of their own', async () => {
  await using root = await temporaryFolder()
  await grow(root.path, 'loose.mkv', 'b/x.mkv', 'a/sub/y.jpg', 'a/z.nfo', 'a/notes.txt')
  const events = await walk(root.path)
  const units = listings(events)
  assert.deepEqual([...units.keys()], ['', 'a', 'b'])
  const [first] = units.get('')!.files
  assert.equal(first?.path, 'loose.mkv')
  assert.equal(first.bytes, 9)
  assert.ok(first.mtimeMs > 0 && first.ctimeMs > 0)
  assert.deepEqual(
    units.get('a')!.files.map(({ path }) => path),
    ['a/sub/y.jpg', 'a/z.nfo'],
  )
  assert.deepEqual(
    units.get('a')!.folders.map(({ path }) => path),
    ['a', 'a/sub'],
  )
  assert.deepEqual(events.at(-1), { kind: 'end', units: ['', 'a', 'b'] })
})

test('passes over what file systems and boxes leave behind, and folders that ask for it', async () => {
  await using root = await temporaryFolder()
  await grow(
    root.path,
    '@eaDir/a.jpg',
    '$RECYCLE.BIN/a.jpg',
    '#recycle/a.jpg',
    'lost+found/a.jpg',
    '.hidden/a.jpg',
    '._a.jpg',
    'f/._a.jpg',
    'f/.DS_Store',
    'f/Thumbs.db',
    'f/.@__thumb/a.jpg',
    'f/@eaDir/a.jpg',
    'f/.hidden.jpg',
    'f/.actors/A_B.jpg',
    'f/left/a.jpg',
    'f/left2/.nomedia',
    'f/left2/deep/a.jpg',
    'f/a.jpg',
    '@Recycle/a.jpg',
    '#snapshot/a.jpg',
    '@Recently-Snapshot/d/a.jpg',
    'f/...And Justice/a.jpg',
    'f/.45/a.jpg',
    '...Dots/a.jpg',
  )
  await writeFile(join(root.path, 'f/left/.ignore'), ' \n')
  assert.deepEqual(await filesOf(root.path), [
    'f/...And Justice/a.jpg',
    'f/.45/a.jpg',
    'f/.actors/A_B.jpg',
    'f/a.jpg',
  ])
  // Nothing is left out in silence.
  assert.deepEqual(listings(await walk(root.path)).get('')?.problems, [
    { path: '...Dots', reason: 'The name begins with a dot, and is hidden right in a library' },
  ])
})

test('a .ignore with patterns leaves out what git would, the nearest first', async () => {
  await using root = await temporaryFolder()
  await grow(
    root.path,
    'a/a.jpg',
    'a/b.jpg',
    'a/sub/b.jpg',
    'a/sub/c.jpg',
    'a/old/x.jpg',
    'b/b.jpg',
  )
  await writeFile(join(root.path, 'a/.ignore'), '# notes\nb.jpg\n/old/\n')
  assert.deepEqual(await filesOf(root.path), ['a/a.jpg', 'a/sub/c.jpg', 'b/b.jpg'])
  await writeFile(join(root.path, 'a/sub/.ignore'), '!b.jpg\nc.*\n')
  assert.deepEqual(await filesOf(root.path), ['a/a.jpg', 'a/sub/b.jpg', 'b/b.jpg'])
  await writeFile(join(root.path, '.ignore'), 'b/\n')
  assert.deepEqual(await filesOf(root.path), ['a/a.jpg', 'a/sub/b.jpg'])
})

test('patterns that could take long are passed over and told, and a large .ignore is obeyed', async () => {
  await using root = await temporaryFolder()
  await grow(root.path, 'a/aaaa.jpg', 'a/b.jpg', 'c/c.jpg')
  await writeFile(join(root.path, 'a/.ignore'), `${'*a'.repeat(40)}b\nb.jpg\n`)
  await writeFile(join(root.path, 'c/.ignore'), 'x'.repeat(70_000))
  const units = listings(await walk(root.path))
  assert.deepEqual(await filesOf(root.path), ['a/aaaa.jpg'])
  assert.deepEqual(
    ['a', 'c'].map((unit) => units.get(unit)?.problems),
    [
      [{ path: 'a/.ignore', reason: '1 patterns are too long or have too many wildcards' }],
      [{ path: 'c/.ignore', reason: 'Expected at most 64 KiB of patterns' }],
    ],
  )
})

test('follows links inside the library, reports those that leave it, ends cycles', async () => {
  await using root = await temporaryFolder()
  await using outside = await temporaryFolder()
  await grow(outside.path, 'secret.jpg')
  await grow(root.path, 'a/a.jpg', 'b/b.jpg')
  await symlink(outside.path, join(root.path, 'a/out'))
  await symlink(join(outside.path, 'secret.jpg'), join(root.path, 'a/out.jpg'))
  await symlink('../b', join(root.path, 'a/inside'))
  await symlink('../b/b.jpg', join(root.path, 'a/file.jpg'))
  await symlink('..', join(root.path, 'a/up'))
  await symlink('../a', join(root.path, 'b/over'))
  await symlink('.', join(root.path, 'b/self'))
  await symlink('nowhere', join(root.path, 'b/broken.jpg'))
  await symlink('a', join(root.path, 'whole'))
  await symlink('loop', join(root.path, 'loop'))
  const units = listings(await walk(root.path))
  const files = units.get('a')!.files.map(({ path }) => path)
  assert.ok(files.includes('a/inside/b.jpg') && files.includes('a/file.jpg'))
  assert.ok(files.every((path) => !path.includes('secret') && !path.includes('out')))
  assert.deepEqual(
    units
      .get('a')!
      .problems.filter(({ reason }) => reason.startsWith('The link leads outside the library'))
      .map(({ path }) => path)
      .toSorted(),
    ['a/out', 'a/out.jpg'],
  )
  assert.ok(units.get('b')!.problems.some(({ path }) => path === 'b/broken.jpg'))
  assert.ok(units.get('whole')!.files.some(({ path }) => path === 'whole/a.jpg'))
  assert.ok(units.get('')!.problems.some(({ path }) => path === 'loop'))
  // None of this is a reason to keep what was known.
  assert.ok([...units.values()].every(({ complete }) => complete))
})

test('follows links that leave the library into folders that are named, to their real paths', async () => {
  await using root = await temporaryFolder()
  await using elsewhere = await temporaryFolder()
  const named = join(elsewhere.path, 'named')
  const beside = join(elsewhere.path, 'named-not')
  await grow(named, 'film/a.jpg', 'film/sub/b.jpg', 'b.jpg')
  await grow(beside, 'secret.jpg')
  await grow(root.path, 'a/a.jpg', 'b/b.jpg')
  const link = (target: string, path: string) => symlink(target, path)
  await link(join(named, 'film'), join(root.path, 'film'))
  await link(join(named, 'b.jpg'), join(root.path, 'a/linked.jpg'))
  await link(beside, join(root.path, 'beside'))
  await link(join(named, '../named-not/secret.jpg'), join(root.path, 'a/dots.jpg'))
  // Links to links, out of what is named, back into the library, and around.
  await link(join(root.path, 'a/linked.jpg'), join(elsewhere.path, 'hop.jpg'))
  await link(join(elsewhere.path, 'hop.jpg'), join(root.path, 'a/hop.jpg'))
  await link(beside, join(named, 'film/out'))
  await link(join(beside, 'secret.jpg'), join(named, 'film/out.jpg'))
  await link(root.path, join(named, 'film/up'))
  await link(join(root.path, 'b'), join(named, 'film/back'))
  await link('.', join(named, 'film/self'))
  await link('..', join(named, 'film/sub/round'))
  const linkTargets = [named, join(elsewhere.path, 'none')]
  const units = listings(await walk(root.path, { linkTargets }))
  assert.deepEqual(
    units.get('film')!.files.map(({ path }) => path),
    ['film/a.jpg', 'film/back/b.jpg', 'film/sub/b.jpg'],
  )
  assert.deepEqual(
    units.get('a')!.files.map(({ path }) => path),
    ['a/a.jpg', 'a/hop.jpg', 'a/linked.jpg'],
  )
  assert.deepEqual(units.get('a')!.linked, [
    join(named, '../named-not/secret.jpg'),
    join(elsewhere.path, 'hop.jpg'),
    join(named, 'b.jpg'),
  ])
  const refused = [...units.values()].flatMap(({ problems }) => problems.map(({ path }) => path))
  assert.deepEqual(refused.toSorted(), ['a/dots.jpg', 'beside', 'film/out', 'film/out.jpg'])
  assert.ok([...units.values()].every(({ complete }) => complete))
  // A disk that is away is not a library that shrank; a link that is broken is broken.
  await rename(named, `${named}-away`)
  await mkdir(named)
  const away = listings(await walk(root.path, { linkTargets }))
  assert.deepEqual([away.get('a')!.complete, away.get('b')!.complete], [false, true])
  await rm(named, { recursive: true })
  await rename(`${named}-away`, named)
  await rm(join(named, 'b.jpg'))
  const broken = listings(await walk(root.path, { linkTargets: [named] })).get('a')!
  assert.deepEqual([broken.complete, broken.files.length], [true, 1])
  assert.ok(broken.linked.includes(join(named, 'b.jpg')))
})

test('names that are not UTF-8 are reported', async () => {
  await using root = await temporaryFolder()
  await grow(root.path, 'a/a.jpg')
  const latin1 = Buffer.concat([
    Buffer.from(join(root.path, 'a/')),
    Buffer.from('caf\xe9.jpg', 'latin1'),
  ])
  try {
    await writeFile(latin1, '')
  } catch {
    // A file system that has no such names needs no report.
    return
  }
  const unit = listings(await walk(root.path)).get('a')!
  assert.deepEqual([unit.files.length, unit.problems.length, unit.complete], [1, 1, true])
})

test('folders in folders end somewhere', async () => {
  await using root = await temporaryFolder()
  await grow(root.path, `a/${'b/'.repeat(60)}c.jpg`, 'a/a.jpg')
  const unit = listings(await walk(root.path)).get('a')!
  assert.deepEqual([unit.files.length, unit.problems.length, unit.complete], [1, 1, true])
})

test('a folder that cannot be read makes its unit incomplete', async () => {
  await using root = await temporaryFolder()
  await grow(root.path, 'a/locked/a.jpg', 'a/b.jpg')
  await chmod(join(root.path, 'a/locked'), 0)
  try {
    const unit = listings(await walk(root.path)).get('a')!
    // The superuser reads it all the same.
    const isRoot = process.getuid?.() === 0
    assert.equal(unit.complete, isRoot)
    assert.equal(unit.problems.length, isRoot ? 0 : 1)
  } finally {
    await chmod(join(root.path, 'a/locked'), 0o755)
  }
})

test('tells unchanged units by their fingerprints, whatever hidden files come and go', async () => {
  await using root = await temporaryFolder()
  await grow(root.path, 'a/a.jpg', 'b/b.jpg')
  const fingerprints = new Map(
    [...listings(await walk(root.path))].map(([u, l]) => [u, l.fingerprint]),
  )
  await grow(root.path, 'a/.DS_Store', 'a/notes.txt')
  await utimes(join(root.path, 'b/b.jpg'), 1, 1)
  const events = await walk(root.path, { fingerprints })
  assert.deepEqual(
    events.map((event) => (event.kind === 'unit' ? event.listing.unit : event.kind)),
    ['unchanged', 'unchanged', 'b', 'end'],
  )
  await rename(join(root.path, 'a/a.jpg'), join(root.path, 'a/c.jpg'))
  assert.ok(listings(await walk(root.path, { fingerprints })).has('a'))
})

test('lists only the units asked for, yet names all that exist', async () => {
  await using root = await temporaryFolder()
  await grow(root.path, 'a/a.jpg', 'b/b.jpg', 'c.jpg')
  const events = await walk(root.path, { units: new Set(['b', 'gone']) })
  assert.deepEqual([...listings(events).keys()], ['b'])
  assert.deepEqual(events.at(-1), { kind: 'end', units: ['', 'a', 'b'] })
})

test('a root that is missing, no folder, or emptied is told apart from an empty library', async () => {
  await using root = await temporaryFolder()
  const library = join(root.path, 'library')
  assert.deepEqual(await walk(library), [{ kind: 'trouble', trouble: 'missing' }])
  await writeFile(library, '')
  assert.deepEqual(await walk(library), [{ kind: 'trouble', trouble: 'not a folder' }])
  await rm(library)
  await mkdir(library)
  const first = listings(await walk(library, { fingerprints: new Map() })).get('')!
  assert.deepEqual(first.files, [])
  const empty = new Map([['', first.fingerprint]])
  assert.equal((await walk(library, { fingerprints: empty })).at(-1)?.kind, 'end')
  for (const fingerprints of [
    new Map([...empty, ['a', 'f']]),
    new Map([['', 'of a time when files were loose']]),
  ])
    assert.deepEqual(await walk(library, { fingerprints }), [
      { kind: 'trouble', trouble: 'emptied' },
    ])
})

test('can be stopped, before and while it runs', async () => {
  await using root = await temporaryFolder()
  await grow(root.path, ...Array.from({ length: 30 }, (_, index) => `u${index}/a.jpg`))
  await assert.rejects(
    walk(root.path, { signal: AbortSignal.abort(new Error('stopped')) }),
    /stopped/,
  )
  const controller = new AbortController()
  await assert.rejects(async () => {
    for await (const _ of walkLibrary({ root: root.path }, { signal: controller.signal }))
      controller.abort(new Error('enough'))
    controller.signal.throwIfAborted()
  }, /enough/)
})
