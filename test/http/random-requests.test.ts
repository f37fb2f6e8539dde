import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { accessTable } from '../support/access-table.ts'
import { CatalogWatch } from '../support/catalog-watch.ts'
import { isAllowed, randomRequests, uploadLimit } from '../support/random-requests.ts'
import { openRoles, signIn, userIds } from '../support/roles.ts'
import { eventually } from '../support/keyart.ts'
import { Seeded } from '../support/seeded.ts'

const count = 5000
const isGood = (status: number) => status >= 200 && status < 300

/** Everything in a folder, with its bytes. */
async function contents(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name)
        return [path, (await readFile(path)).toString('base64')] as const
      }),
    ),
  )
}

test('5,000 requests of any route by anyone change nothing but what is theirs to change', async (t) => {
  const started = performance.now()
  await using place = await openRoles({
    args: ['--limits-max-upload-bytes', String(uploadLimit)],
  })
  const { app, server, deps } = place
  const [photo] = (await app.catalog.queryItems({ recursive: true, kinds: ['Photo'] })).items
  const media = [join(place.path, 'films'), join(place.path, 'photos')]
  const before = await Promise.all(media.map(contents))
  const table = accessTable(place)
  const requests = await randomRequests(
    { ...place, photo: photo! },
    { count, random: new Seeded(5000) },
  )
  // Looking into media files goes on behind the scan, and is remembered.
  const catalog = join(place.path, 'data/catalog.sqlite')
  {
    using database = new DatabaseSync(catalog, { readOnly: true })
    const pending = database.prepare(`select * from units where extracted = ''`)
    await eventually(async () => assert.deepEqual(pending.all(), []))
  }
  using watch = new CatalogWatch(catalog)

  const statuses = new Map<number, number>()
  const written = new Map<string, number>()
  const asked = new Set<string>()
  const faults: string[] = []
  let refused = 0
  for (const request of requests) {
    const { role, method, route, url, headers, body } = request
    const { statusCode: status, body: text } = await server.inject({
      method: method as 'GET',
      url,
      headers,
      ...(body === undefined ? {} : { payload: body }),
    })
    const fault = (what: string) =>
      faults.push(`${role}: ${method} ${url} is ${status} ${what} ${text.slice(0, 200)}`)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    asked.add(`${method} ${route}`)
    if (status >= 500) fault('')
    const row = table[`${method === 'HEAD' ? 'GET' : method} ${route}`]
    if (isGood(status) && (row === undefined || !isAllowed(row, request))) fault('but not allowed')

    const changed = watch.changed()
    // A ping is no write, whatever its method.
    const writes = method !== 'GET' && method !== 'HEAD' && route !== '/System/Ping'
    if (!writes || !isGood(status)) {
      if (writes) refused++
      if (changed.size > 0) fault(`but changed what is of ${[...changed].join(', ')}`)
      continue
    }
    written.set(role, (written.get(role) ?? 0) + 1)
    // An upload is an original, too.
    const userId = request.userId ?? userIds[role as keyof typeof userIds]
    const splash = app.catalog.ids.server(deps.serverId)
    const own = new Set(['originals', request.itemId, userId, splash])
    // API keys are of no user; the table says who may make them.
    if (route.startsWith('/Auth/Keys')) own.add('')
    const others = [...changed].filter((owner) => !own.has(owner))
    if (others.length > 0) fault(`but changed what is of ${others.join(', ')}`)
    if (route === '/Sessions/Logout') {
      await signIn(app.catalog, role, role as keyof typeof userIds)
      watch.changed()
    }
  }

  const figures = (list: ReadonlyMap<number | string, number>) =>
    [...list]
      .toSorted(([a], [b]) => String(a).localeCompare(String(b)))
      .map(([what, times]) => `${times} × ${what}`)
      .join(', ')
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  t.diagnostic(
    `${count} requests in ${seconds} s: ${figures(statuses)}; writes done: ${figures(written)}; ` +
      `writes refused: ${refused}; not as it must be: ${faults.length}`,
  )
  assert.deepEqual(faults, [])
  assert.deepEqual(await Promise.all(media.map(contents)), before)
  assert.deepEqual(await readdir(join(place.path, 'data/uploads/tmp')), [])

  // That it tried what it says.
  const untried = place.routes
    .filter(({ methods, url }) => !methods.some((method) => asked.has(`${method} ${url}`)))
    .map(({ url }) => url)
  assert.deepEqual(untried, [])
  for (const status of [200, 204, 400, 401, 403, 404, 413])
    assert.ok((statuses.get(status) ?? 0) > 10, `Hardly any ${status}`)
  assert.equal(written.get('reader'), undefined)
  for (const role of ['stranger', 'user', 'admin', 'key'] as const)
    assert.ok((written.get(role) ?? 0) > 20, `${role} wrote hardly anything`)
  assert.ok((written.get('photographer') ?? 0) > 0)
})
