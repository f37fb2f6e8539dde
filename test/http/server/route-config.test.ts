import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openRoles } from '../../support/roles.ts'

let place: Awaited<ReturnType<typeof openRoles>>
before(async () => {
  place = await openRoles()
})
after(() => place[Symbol.asyncDispose]())

const find = (method: string, url: string) => {
  const route = place.routes.find((one) => one.url === url && one.methods.includes(method))
  assert.ok(route !== undefined, `${method} ${url}`)
  return route
}

test('requests are told apart by what their route declares', () => {
  const table: readonly (readonly [string, string, string | undefined])[] = [
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
    ['GET', '/Items/:id/Images', undefined],
    ['GET', '/Items', undefined],
    ['GET', '/Users/:userId', undefined],
    ['POST', '/Users/AuthenticateByName', 'sign-in'],
    ['GET', '/health/ready', 'operation'],
    ['GET', '/metrics', 'operation'],
    ['GET', '/keyart/api/scan', 'operation'],
    ['GET', '/keyart/', 'page'],
    ['GET', '/', 'page'],
  ]
  for (const [method, url, expected] of table)
    assert.equal(find(method, url).config.requestClass, expected, `${method} ${url}`)
})

test('every route that has images is of a class of images', () => {
  const withImages = place.routes.filter(({ url }) => /\/Images\/:type|UserImage|Splash/.test(url))
  assert.ok(withImages.length > 20)
  for (const { methods, url, config } of withImages) {
    assert.ok(
      ['image', 'upload', 'edit'].includes(config.requestClass ?? ''),
      `${methods[0]} ${url}`,
    )
    assert.equal(config.answer, config.requestClass === 'image' ? 'image' : 'nothing')
  }
})

test('every route says what it does', () => {
  for (const { methods, url, summary, config } of place.routes)
    if (config.answer !== 'undocumented')
      assert.match(summary ?? '', /^[A-Z].*\.$/, `${methods[0]} ${url}`)
})
