import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planRooms } from './support/architecture/rooms.ts'
import type { SourceFile } from './support/architecture/source-tree.ts'

const file = (path: string, ...imports: string[]): SourceFile => {
  return { path, lines: 10, imports, packages: [] }
}

test('rooms come in the order of who is imported by whom', () => {
  const plan = planRooms([
    file('cli/run', 'app', 'http/listen'),
    file('app', 'http/listen', 'errors'),
    file('http/listen', 'http/images/reply'),
    file('http/images/reply', 'errors', 'http/images/query'),
    file('http/images/query'),
    file('errors'),
  ])
  const names = plan.rooms.map(({ name }) => name)
  assert.deepEqual(names, ['errors', 'http/images', 'http', 'app', 'cli'])
  assert.deepEqual([plan.fileArrows, plan.roomArrows], [6, 6])
  assert.deepEqual([plan.cycles, plan.backArrows], [[], []])
  const [, images] = plan.rooms
  assert.deepEqual(
    { ...images },
    { name: 'http/images', files: 2, lines: 20, imports: ['errors'], importers: 1 },
  )
})

test('rooms that import each other are found, though no file imports itself by a detour', () => {
  const plan = planRooms([
    file('http/listen', 'http/routes/images'),
    file('http/routes/images', 'http/reply'),
    file('http/reply', 'errors'),
    file('errors'),
  ])
  assert.deepEqual(
    plan.cycles.map((group) => group.toSorted()),
    [['http', 'http/routes']],
  )
  assert.equal(plan.backArrows.length, 1)
})
