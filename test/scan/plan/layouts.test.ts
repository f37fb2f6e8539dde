import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { faultsOf, type LayoutCase, planLayout } from '../../support/layout-cases.ts'
import { temporaryFolder } from '../../support/temporary.ts'

/*
 * Small libraries and what a person who has one expects. `beside-jellyfin`: 46 kinds of what was
 * read wrong once, seen beside a Jellyfin over the same folders; `right`: what both read right; `trees`:
 * more of the like.
 */

async function check(list: string, minimum: number): Promise<void> {
  const url = new URL(`../../golden/layouts/${list}.json`, import.meta.url)
  const cases = JSON.parse(await readFile(url, 'utf8')) as readonly LayoutCase[]
  await using folder = await temporaryFolder()
  const wrong: string[] = []
  for (const [at, one] of cases.entries()) {
    const found = await planLayout(join(folder.path, String(at)), one.kind, one.files)
    const faults = faultsOf(found, one)
    if (faults.length > 0) wrong.push(`${at} ${one.fault ?? ''}: ${faults.join('; ')}`)
  }
  const right = cases.length - wrong.length
  console.log(`${list}.json: ${right} of ${cases.length}`)
  assert.ok(right >= minimum, `expected ${minimum} of ${list}.json:\n${wrong.join('\n')}`)
}

test('trees that were read wrong beside a Jellyfin are read right', () =>
  check('beside-jellyfin', 56))

test('trees that were read right still are', () => check('right', 406))

test('kinds of trees from the documents of Plex, Kometa, Kodi and tinyMediaManager', () =>
  check('trees', 15))
