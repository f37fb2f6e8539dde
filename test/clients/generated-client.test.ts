import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { name, openClientFixture, password } from '../support/client-fixture.ts'
import { temporaryFolder } from '../support/temporary.ts'

/* The API document as the tools of others read it: Redocly's linter, and a generator of clients. */

const modules = resolve(import.meta.dirname, '../../node_modules')
const run = promisify(execFile)

const program = `
import createClient from 'openapi-fetch'
import type { components, paths } from './api.d.ts'

const [baseUrl = '', username = '', pw = ''] = process.argv.slice(2)
const identity = 'MediaBrowser Client="Generated", Device="Test", DeviceId="g", Version="1"'
const stranger = createClient<paths>({ baseUrl, headers: { authorization: identity } })
const { data: session } = await stranger.POST('/Users/AuthenticateByName', {
  body: { username, pw },
})
const headers = { authorization: \`\${identity}, Token="\${session!.AccessToken}"\` }
const client = createClient<paths>({ baseUrl, headers })

const { data: films } = await client.GET('/Items', {
  params: { query: { recursive: true, includeItemTypes: ['Movie'], limit: 3 } },
})
const film: components['schemas']['BaseItemDto'] = films!.Items[0]!
const picture = await client.GET('/Items/{id}/Images/{type}', {
  params: { path: { id: film.Id, type: 'Primary' }, query: { maxWidth: 20 } },
  parseAs: 'arrayBuffer',
})
const nothing = await client.GET('/Items/{id}/Ancestors', {
  params: { path: { id: '0'.repeat(32) } },
})
const favourite = await client.POST('/UserFavoriteItems/{id}', {
  params: { path: { id: film.Id } },
})

type PathOf<Path extends keyof paths> = paths[Path] extends {
  readonly get: { readonly parameters: { readonly path: infer Parameters } }
}
  ? Parameters
  : never

export const right = (id: string): PathOf<'/Items/{id}/Images/{type}'> => ({ id, type: 'Logo' })
export const mistakes = [
  // @ts-expect-error: every parameter of a path must be given
  () => client.GET('/Items/{id}/Images/{type}', { params: { path: { id: film.Id } } }),
  // @ts-expect-error: this path has no index
  (id: string): PathOf<'/Items/{id}/Images/{type}'> => ({ id, type: 'Logo', index: '0' }),
  // @ts-expect-error: there is no such member
  () => film.NoSuchMember,
]

console.log(
  JSON.stringify({
    user: session?.User.Name,
    films: films?.Items.length,
    type: picture.response.headers.get('content-type'),
    problem: nothing.error?.code,
    favourite: favourite.data?.IsFavorite,
  }),
)
`

const compilerOptions = {
  strict: true,
  noEmit: true,
  module: 'nodenext',
  target: 'esnext',
  lib: ['esnext', 'dom'],
  types: ['node'],
  allowImportingTsExtensions: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
}

suite('the API document', () => {
  const stack = new AsyncDisposableStack()
  let url: string
  let folder: string

  before(async () => {
    const { keyart } = stack.use(await openClientFixture())
    url = keyart.url
    folder = join(stack.use(await temporaryFolder()).path, 'client')
    await mkdir(folder)
    const answer = await fetch(`${url}/keyart/api/openapi.json`)
    await writeFile(join(folder, 'openapi.json'), Buffer.from(await answer.arrayBuffer()))
  })
  after(() => stack.disposeAsync())

  const node = (script: string, ...args: string[]) =>
    run(process.execPath, [script, ...args], {
      cwd: folder,
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      maxBuffer: 2 ** 26,
    })

  test('has neither errors nor warnings for Redocly', async () => {
    const lint = ['lint', '--format=json', 'openapi.json']
    const { stdout } = await node(join(modules, '@redocly/cli/bin/cli.js'), ...lint)
    const { totals, problems } = JSON.parse(stdout) as { totals: object; problems: unknown[] }
    assert.deepEqual(problems, [])
    assert.deepEqual(totals, { errors: 0, warnings: 0, ignored: 0 })
  })

  test('makes a client that compiles, refuses mistakes, and runs', async () => {
    const generate = ['openapi.json', '--output', 'api.d.ts']
    await node(join(modules, 'openapi-typescript/bin/cli.js'), ...generate)
    await symlink(modules, join(folder, 'node_modules'))
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    await writeFile(join(folder, 'client.ts'), program)
    const project = { compilerOptions, files: ['client.ts'] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project))
    await node(join(modules, 'typescript/bin/tsc'), '-p', '.').catch(
      ({ stdout }: { stdout: string }) => assert.fail(stdout),
    )
    const { stdout } = await node('client.ts', url, name, password)
    assert.deepEqual(JSON.parse(stdout), {
      user: name,
      films: 3,
      type: 'image/jpeg',
      problem: 'ITEM_NOT_FOUND',
      favourite: true,
    })
  })
})
