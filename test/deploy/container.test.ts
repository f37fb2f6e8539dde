import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { ownUrl } from '../../src/cli/verbs/health.ts'
import { Keyart, runKeyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** What the image is made of, as far as it can be tried without a container. */

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

test('what the Dockerfile copies is there, and .dockerignore lets it in', () => {
  const copies = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
  const names = copies.flatMap(([, sources = '']) => sources.split(' '))
  assert.ok(names.includes('src') && names.includes('package-lock.json'))
  const letIn = new Set([...read('.dockerignore').matchAll(/^!(\S+)$/gm)].map(([, name]) => name))
  for (const name of names) {
    assert.ok(existsSync(new URL(`../../${name}`, import.meta.url)), name)
    assert.ok(letIn.has(name), `.dockerignore keeps ${name} out`)
  }
})

test('dependencies are a layer before the sources', () => {
  const stages = read('Dockerfile').split(/^FROM /m)
  for (const stage of stages.filter((text) => text.includes('npm ci')))
    assert.match(stage.slice(0, stage.indexOf('npm ci')), /^COPY package\.json package-lock\.json/m)
  for (const stage of stages)
    assert.ok(!/^COPY src[^]*npm ci/m.test(stage), 'npm ci comes before the sources')
})

test('the health check asks the server where it is configured to listen', async () => {
  assert.match(
    read('Dockerfile'),
    /HEALTHCHECK [^\n]*\\\n\s*CMD \["node", "\S+main\.js", "health"\]/,
  )
  await using folder = await temporaryFolder()
  const films = join(folder.path, 'films')
  await mkdir(films)
  const keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: films }],
    data: join(folder.path, 'data'),
    scanned: false,
  })
  const { port } = new URL(keyart.url)
  const ask = () => runKeyart(['health'], { environment: { KEYART_PORT: port } })
  assert.deepEqual(await ask(), { code: 0, out: 'ready\n', errors: '' })
  await keyart.stop()
  const { code, out, errors } = await ask()
  assert.deepEqual([code, out], [1, ''])
  assert.match(errors, /^keyart: NOT_READY: Expected an answer from \S+ but got none\n$/)
})

test('a server that listens on every address is asked on this machine', () => {
  assert.equal(ownUrl({ host: '0.0.0.0', port: 80 }), 'http://127.0.0.1:80')
  assert.equal(ownUrl({ host: '::', port: 80 }), 'http://[::1]:80')
  assert.equal(ownUrl({ host: 'fe80::1', port: 80 }), 'http://[fe80::1]:80')
  assert.equal(ownUrl({ host: 'localhost', port: 80 }), 'http://localhost:80')
})
