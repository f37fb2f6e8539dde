import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { eventually } from './keyart.ts'

const main = fileURLToPath(new URL('../../src/main.js', import.meta.url))

interface Report {
  readonly images: number
  readonly drawing?: { readonly done: number; readonly total: number }
}

/** The command without any setting but a free port, where a person starts it first. */
export async function startFirst(directory: string) {
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
