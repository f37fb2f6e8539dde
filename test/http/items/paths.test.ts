import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { headersOf, openRoles, type Role } from '../../support/roles.ts'

const fields = 'Path,MediaSources'

const fill = (path: string) =>
  writeFile(join(path, 'films/Film (2001)/Film (2001)-trailer.mkv'), 'no film')

test('paths on the server are told to admins and keys alone', async () => {
  await using open = await openRoles({ fill })
  const { server, film } = open
  const urls = [
    `/Items?Recursive=true&Fields=${fields}`,
    `/Items/${film.id}`,
    `/Items/${film.id}/LocalTrailers`,
    `/Items/Latest?Fields=${fields}`,
    `/Items/Suggestions?Fields=${fields}`,
  ]
  const told = async (role: Role, url: string) => {
    const { statusCode, payload } = await server.inject({ url, headers: headersOf(role) })
    assert.equal(statusCode, 200, `${role} ${url}`)
    return /films.{1,2}Film \(2001\)/.test(payload)
  }
  for (const url of urls) {
    assert.equal(await told('user', url), false, url)
    assert.equal(await told('admin', url), true, url)
    assert.equal(await told('key', url), true, url)
    assert.equal(await told('reader', url), true, url)
  }
})

test('where there are no accounts, nobody is told', async () => {
  await using open = await openRoles({ users: false, fill })
  const { statusCode, payload } = await open.server.inject(`/Items?Recursive=true&Fields=${fields}`)
  assert.equal(statusCode, 200)
  assert.match(payload, /"Container":"mkv"/)
  assert.doesNotMatch(payload, /films.{1,2}Film/)
})
