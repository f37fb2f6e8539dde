import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'

const main = fileURLToPath(new URL('../../src/main.js', import.meta.url))

interface Report {
  readonly images: number
  readonly drawing?: { readonly done: number; readonly total: number }
}

/** The command without any setting but a free port, where a person starts it first. */
async function start(directory: string) {
  const child = spawn(process.execPath, [main, 'serve', '--port', '0'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  const find = () => /listens on (http:\/\/[\d.]+:\d+)/.exec(said)?.[1]
  await eventually(async () => assert.ok(find()))
  const report = async () => (await (await fetch(`${find()}/keyart/api/scan`)).json()) as Report
  return { url: find()!, report, [Symbol.asyncDispose]: stop }
}

test('the first start serves at once, and the demo library grows behind it', async () => {
  await using folder = await temporaryFolder()
  const marker = join(folder.path, 'demo-library/.keyart-demo.json')
  {
    await using keyart = await start(folder.path)
    assert.equal((await fetch(`${keyart.url}/health/ready`)).status, 200)
    // It is served before it is drawn.
    const { drawing } = await keyart.report()
    assert.ok(drawing && drawing.done < drawing.total)
    await eventually(async () => assert.ok((await keyart.report()).images > 0))
    assert.ok((await keyart.report()).drawing)
  }
  assert.ok(existsSync(marker))
  // What is there is there at once, and the rest is gone on with.
  await using keyart = await start(folder.path)
  await eventually(async () => assert.ok((await keyart.report()).images > 0))
  await eventually(async () => assert.ok((await keyart.report()).drawing))
})
