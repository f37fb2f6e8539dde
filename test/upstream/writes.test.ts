import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayHaveChangedImages } from '../../src/upstream/writes.ts'

test('edits of images and items, and what may find other images, count', () => {
  for (const [method, path] of [
    ['POST', '/Items/1/Images/Primary'],
    ['DELETE', '/emby/Items/1/Images/Backdrop/0'],
    ['POST', '/Items/1/RemoteImages/Download?type=Primary'],
    ['POST', '/Items/1/Refresh?replaceAllImages=true'],
    ['POST', '/Items/1'],
    ['POST', '/UserImage?userId=1'],
    ['POST', '/Users/1/Images/Primary'],
    ['POST', '/Library/Refresh'],
    ['POST', '/Branding/Splashscreen'],
    ['DELETE', '/Items/1'],
    ['POST', '/SomePlugin/Do'],
  ] as const) {
    assert.equal(mayHaveChangedImages(method, path, 204), true, path)
    assert.equal(mayHaveChangedImages(method, path, 500), true, path)
    for (const status of [401, 403, 404])
      assert.equal(mayHaveChangedImages(method, path, status), false, path)
  }
})

test('reads, and what apps tell while they play, do not', () => {
  for (const [method, path] of [
    ['GET', '/Items/1/Images/Primary'],
    ['HEAD', '/Items'],
    ['OPTIONS', '/Items/1'],
    ['POST', '/Sessions/Playing/Progress'],
    ['POST', '/Sessions/Capabilities/Full'],
    ['POST', '/Items/1/PlaybackInfo?userId=1'],
    ['POST', '/Users/1/PlayedItems/2'],
    ['DELETE', '/Users/1/FavoriteItems/2'],
    ['POST', '/Users/1/Items/2/UserData'],
    ['POST', '/Users/authenticatebyname'],
    ['POST', '/DisplayPreferences/usersettings?client=emby'],
    ['DELETE', '/Videos/ActiveEncodings?deviceId=1'],
  ] as const)
    assert.equal(mayHaveChangedImages(method, path, 204), false, `${method} ${path}`)
})
