import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { requestClass } from '../../../src/http/server/request-class.ts'
import { openRoles } from '../../support/roles.ts'

let place: Awaited<ReturnType<typeof openRoles>>
before(async () => {
  place = await openRoles()
})
after(() => place[Symbol.asyncDispose]())

test('requests are told apart by method and route', () => {
  const table: readonly (readonly [string, string | undefined, string])[] = [
    ['GET', '/Items/:id/Images/:type', 'image'],
    ['HEAD', '/Items/:id/Images/:type/:index', 'image'],
    ['GET', '/Persons/:name/Images/:type', 'image'],
    ['GET', '/UserImage', 'image'],
    ['GET', '/Branding/Splashscreen', 'image'],
    ['POST', '/Items/:id/Images/:type', 'upload'],
    ['POST', '/UserImage', 'upload'],
    ['POST', '/Items/:id/Images/:type/:index/Url', 'upload'],
    ['POST', '/Items/:id/RemoteImages/Download', 'upload'],
    ['POST', '/Items/:id/Images/:type/:index/Index', 'edit'],
    ['POST', '/Items/:id/Images/:type/Delete', 'edit'],
    ['DELETE', '/Items/:id/Images/:type', 'edit'],
    ['DELETE', '/UserImage', 'edit'],
    ['GET', '/Items/:id/Images', 'browse'],
    ['GET', '/Items', 'browse'],
    ['GET', '/Users/:userId', 'browse'],
    ['POST', '/Users/AuthenticateByName', 'sign-in'],
    ['GET', '/health/ready', 'operation'],
    ['GET', '/metrics', 'operation'],
    ['GET', '/keyart/api/scan', 'operation'],
    ['GET', '/keyart/', 'page'],
    ['GET', '/', 'page'],
    ['GET', undefined, 'unknown'],
  ]
  for (const [method, url, expected] of table)
    assert.equal(requestClass(method, url), expected, `${method} ${url}`)
})

test('every route that has images is of a class of images', () => {
  const withImages = place.routes.filter(({ url }) => /\/Images\/:type|UserImage|Splash/.test(url))
  assert.ok(withImages.length > 20)
  for (const { methods, url } of withImages)
    for (const method of methods)
      assert.ok(['image', 'upload', 'edit'].includes(requestClass(method, url)), `${method} ${url}`)
})
