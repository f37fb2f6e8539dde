import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runKeyart } from '../../support/keyart.ts'
import { needsPrograms } from '../../support/programs.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const main = fileURLToPath(new URL('../../../src/main.js', import.meta.url))

test('point 22: Ctrl-C at a password prompt is one line, exit code 130, and the terminal as it was', async (context) => {
  if (!needsPrograms(context, 'script')) return
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  assert.equal((await runKeyart(['user', 'add', 'Ann', '--data', data])).code, 0)
  const command = `'${process.execPath}' '${main}' user passwd Ann --data '${data}'`
  // A terminal of its own, and what it is like before and after.
  const inside = `stty -g; ${command}; echo "code $?"; stty -g`
  const child = spawn('script', ['-qec', inside, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const closed = once(child, 'close')
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const before = text
    text += chunk
    if (!before.includes('for none): ') && text.includes('for none): '))
      // Once the prompt listens.
      setTimeout(() => child.stdin.write('\u0003'), 200)
  })
  const patience = setTimeout(() => child.kill('SIGKILL'), 60_000)
  await closed
  clearTimeout(patience)
  const lines = text.replaceAll('\r', '').trimEnd().split('\n')
  assert.equal(lines.length, 5, text)
  assert.deepEqual(lines.slice(1, 4), [
    'Password (empty for none): ',
    'keyart: Stopped',
    'code 130',
  ])
  assert.equal(lines[4], lines[0])
})
