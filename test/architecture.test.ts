import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { allowed, confined, leaves } from './support/architecture/import-rules.ts'
import { findArea, findCycle, isWithin, readSources } from './support/architecture/source-tree.ts'

/*
 * Who may import whom, types too. `docs/project/architecture.md` explains it; this enforces it.
 */

const files = readSources(fileURLToPath(new URL('..', import.meta.url)))
const areas = Object.keys(allowed)
const areaOf = (path: string) => findArea(path, areas)

/** What of `places` lets `target` be imported: its area, or that file alone. */
const doorTo = (target: string, places: readonly string[]) =>
  places.find((place) => place === target || place === areaOf(target))

/** Every import from one area into another, but of leaves. */
const crossings = files
  .filter(({ path }) => !leaves.includes(path))
  .flatMap(({ path, imports }) =>
    imports
      .filter((target) => !leaves.includes(target) && areaOf(target) !== areaOf(path))
      .map((target) => ({ path, target })),
  )

test('there are sources to look at', () => {
  assert.ok(files.length > 40)
  assert.ok(files.some(({ packages }) => packages.includes('sharp')))
  assert.ok(crossings.length > 100)
})

test('every file lies in an area or is a leaf', () => {
  const outside = files.filter(({ path }) => !leaves.includes(path) && areaOf(path) === undefined)
  assert.deepEqual(outside, [])
})

test('nobody imports what they may not', () => {
  const wrong = crossings
    .filter(({ path, target }) => doorTo(target, allowed[areaOf(path) ?? ''] ?? []) === undefined)
    .map(({ path, target }) => `${path} imports ${target}`)
  assert.deepEqual(wrong, [])
})

test('leaves import nothing but leaves', () => {
  const wrong = files
    .filter(({ path }) => leaves.includes(path))
    .flatMap(({ path, imports }) =>
      imports.filter((target) => !leaves.includes(target)).map((target) => `${path}: ${target}`),
    )
  assert.deepEqual(wrong, [])
})

test('nobody may import what they do not import', () => {
  const used = new Set(
    crossings.map(({ path, target }) => {
      const area = areaOf(path) ?? ''
      return `${area}: ${doorTo(target, allowed[area] ?? [])}`
    }),
  )
  const unused = Object.entries(allowed)
    .flatMap(([area, places]) => places.map((place) => `${area}: ${place}`))
    .filter((permission) => !used.has(permission))
  assert.deepEqual(unused, [])
})

test('who is imported stands above who imports: there is no cycle between areas', () => {
  const wrong = Object.entries(allowed).flatMap(([area, places]) =>
    places
      .filter((place) => areas.indexOf(areaOf(place) ?? '') >= areas.indexOf(area))
      .map((place) => `${area} may import ${place}`),
  )
  assert.deepEqual(wrong, [])
})

test('a package behind a seam is known in one place', () => {
  const wrong = files.flatMap(({ path, packages }) =>
    packages
      .filter((name) => confined[name]?.some((place) => isWithin(path, place)) === false)
      .map((name) => `${path} imports ${name}`),
  )
  assert.deepEqual(wrong, [])
})

test('no file imports itself by a detour', () => {
  assert.equal(findCycle(files)?.join(' -> '), undefined)
})
