import assert from 'node:assert/strict'
import { test } from 'node:test'
import { installationKind } from '../src/installation.ts'

test('how Keyart was installed is seen by what is around it', () => {
  const nothing = () => false
  const service = { INVOCATION_ID: 'a1', JOURNAL_STREAM: '8:12345' }
  const kind = (environment: NodeJS.ProcessEnv, folder = '/home/anna/keyart/', exists = nothing) =>
    installationKind(environment, folder, exists)
  assert.equal(kind({}), 'checkout')
  assert.equal(kind({}, '/usr/lib/node_modules/keyart/'), 'npm')
  assert.equal(kind(service, '/usr/lib/node_modules/keyart/'), 'service')
  // A terminal of a desktop.
  assert.equal(kind({ INVOCATION_ID: 'a1' }), 'checkout')
  assert.equal(kind({ container: 'docker' }), 'container')
  for (const mark of ['/.dockerenv', '/run/.containerenv'])
    assert.equal(
      installationKind({}, '/app/', (path) => path === mark),
      'container',
    )
})
