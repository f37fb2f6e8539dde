import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

test('a Node that is too old is told so in one line', () => {
  const older = `Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } })`
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(older)}`, `${root}src/main.js`, 'help'],
    { encoding: 'utf8' },
  )
  assert.match(stderr, /^keyart: Node\.js 24 or later is needed; this is v\S+ \(.*\)\n$/)
  assert.deepEqual([status, stdout], [1, ''])
})

test('what is said is what package.json says', () => {
  const { engines } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
    engines: { node: string }
  }
  const [, needed] = /needed = (\d+)/.exec(readFileSync(`${root}src/main.js`, 'utf8'))!
  assert.equal(engines.node, `>=${needed}`)
})
