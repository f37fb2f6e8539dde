import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Check, Errors } from 'typebox/value'
import { nameComponents } from '../../../src/http/operations/openapi-components.ts'
import type { OpenApiDocument } from '../../../src/http/operations/openapi.ts'
import { ProblemSchema } from '../../../src/http/operations/openapi-route.ts'
import { headersOf, openRoles, userIds } from '../../support/roles.ts'

type Place = Awaited<ReturnType<typeof openRoles>>

suite('the API as a document', () => {
  let place: Place
  before(async () => {
    place = await openRoles()
  })
  after(() => place[Symbol.asyncDispose]())

  const ask = (url: string) =>
    place.server.inject({ method: 'GET', url, headers: headersOf('user') })

  test('is valid and names every route', async () => {
    const answer = await ask('/keyart/api/openapi.json')
    assert.equal(answer.statusCode, 200)
    const document = answer.json<{ openapi: string; paths: Record<string, object> }>()
    const result = await new Validator().validate(structuredClone(document))
    assert.deepEqual(result, { valid: true })
    const named = new Set(
      Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
      ),
    )
    const missing = place.routes.flatMap(({ methods, url, config }) => {
      // OpenAPI cannot describe a WebSocket.
      if (config.answer === 'undocumented' || config.answer === 'socket') return []
      const path = url.replaceAll(/:(\w+)/g, '{$1}')
      return methods
        .map((method) => `${method} ${path}`)
        .filter((name) => !name.startsWith('HEAD ') && !named.has(name))
    })
    assert.deepEqual(missing, [])
    assert.ok(named.size > 90)
  })

  test('requires no parameter that has a default, and tells each model once', async () => {
    const { paths, components } = (await ask('/keyart/api/openapi.json')).json<
      OpenApiDocument & {
        components: { schemas: Record<string, object> }
      }
    >()
    const operations = Object.values(paths ?? {}).flatMap((one) => Object.values(one))
    const parameters = operations.flatMap((operation) => operation.parameters ?? [])
    assert.deepEqual(
      parameters.filter(
        ({ required, schema }) => required === true && schema?.default !== undefined,
      ),
      [],
    )
    const ids = operations.map(({ operationId }) => operationId)
    assert.ok(!ids.includes(undefined))
    assert.equal(new Set(ids).size, ids.length)
    for (const model of ['BaseItemDto', 'UserDto', 'ImageInfo', 'Problem'])
      assert.ok(model in components.schemas, model)
    const { schemas, ...others } = components
    const elsewhere = JSON.stringify({ paths, others })
    for (const title of Object.keys(schemas))
      assert.ok(!elsewhere.includes(`"title":"${title}"`), title)
  })

  test('refuses two models of one name', () => {
    const model = (type: string) => ({
      title: 'Twice',
      type: 'object',
      properties: { a: { type } },
    })
    assert.throws(() => nameComponents({ one: model('string'), other: model('integer') }), /Twice/)
  })

  test('leaves out the files of the gallery and the module for apps, and nothing else', () => {
    const left = place.routes.filter(({ config }) => config.answer === 'undocumented')
    assert.ok(left.length > 0)
    for (const { url } of left)
      assert.match(url, /^\/keyart\/(?:$|index\.html$|client\.js$|assets\/)/)
  })

  test('can be read as a page', async () => {
    const { location = '' } = (await ask('/keyart/api')).headers
    assert.equal(new URL(location, 'http://127.0.0.1/keyart/api').pathname, '/keyart/api/')
    const { statusCode, headers, body } = await ask('/keyart/api/')
    assert.equal(statusCode, 200)
    assert.match(String(headers['content-type']), /html/)
    assert.match(body, /\/Items\/\{id\}\/Images\/\{type\}/)
    assert.doesNotMatch(body, /<script|https?:\/\//)
  })

  test('says what the server answers', async () => {
    const { film, films } = place
    const samples: Readonly<Record<string, string>> = {
      '/System/Info/Public': '/System/Info/Public',
      '/System/Info': '/System/Info',
      '/QuickConnect/Enabled': '/QuickConnect/Enabled',
      '/Sessions': '/Sessions',
      '/Users': '/Users',
      '/Users/Public': '/Users/Public',
      '/Users/Me': '/Users/Me',
      '/Users/:userId': `/Users/${userIds.user}`,
      '/UserViews': '/UserViews',
      '/Library/MediaFolders': '/Library/MediaFolders',
      '/System/Endpoint': '/System/Endpoint',
      '/Branding/Configuration': '/Branding/Configuration',
      '/Items/:id/RemoteImages': `/Items/${film.id}/RemoteImages`,
      '/Items/:id/RemoteImages/Providers': `/Items/${film.id}/RemoteImages/Providers`,
      '/health': '/health',
      '/keyart/api/session': '/keyart/api/session',
      '/Items': `/Items?ParentId=${films.id}&Recursive=true&Fields=People,Genres,Chapters,Overview`,
      '/Items/Latest': '/Items/Latest',
      '/Items/Counts': '/Items/Counts',
      '/Items/Root': '/Items/Root',
      '/Items/:id': `/Items/${film.id}`,
      '/Items/:id/Images': `/Items/${film.id}/Images`,
      '/Items/:id/Ancestors': `/Items/${film.id}/Ancestors`,
      '/Items/:id/Similar': `/Items/${film.id}/Similar`,
      '/Years': '/Years',
      '/Years/:name': '/Years/2001',
      '/Search/Hints': '/Search/Hints?searchTerm=film',
      '/Shows/NextUp': '/Shows/NextUp',
      '/UserItems/Resume': '/UserItems/Resume',
      '/UserItems/:id/UserData': `/UserItems/${film.id}/UserData`,
      '/DisplayPreferences/:id': `/DisplayPreferences/x?client=c`,
      '/keyart/api/scan': '/keyart/api/scan',
    }
    for (const [route, url] of Object.entries(samples)) {
      const declared = place.routes.find((one) => one.url === route && one.methods.includes('GET'))
      const says = declared?.config.answer
      assert.ok(typeof says === 'object', route)
      const answer = await ask(url)
      assert.equal(answer.statusCode, 200, `${url}: ${answer.body}`)
      const value: unknown = answer.json()
      assert.ok(
        Check(says.json, value),
        `${url}: ${JSON.stringify(Errors(says.json, value).slice(0, 3))}`,
      )
    }
    for (const url of ['/Nothing', '/Items/x', `/Items/${'0'.repeat(32)}`, '/Items?limit=x'])
      assert.ok(Check(ProblemSchema, (await ask(url)).json()), url)
  })
})
