import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Value } from 'typebox/value'
import { toImageInfo, toImageInfos } from '../../src/dto/image-info.ts'
import { ImageInfoSchema, UserSchema } from '../../src/dto/schemas.ts'
import { toPublicSystemInfo, PublicSystemInfoSchema } from '../../src/dto/system-info.ts'
import { toUserDto } from '../../src/dto/user.ts'
import { makeImage, pick, serverId } from './fixture.ts'

suite('a user', () => {
  const anna = { id: 'a'.repeat(32), name: 'Anna' }

  test('with a picture', () => {
    const picture = makeImage(anna.id, 'Primary', 0, 'c'.repeat(32), { width: 200, height: 100 })
    const dto = toUserDto(anna, [picture], serverId)
    assert.deepEqual(pick(dto, /Name|Id$|Image|^HasPassword/), {
      Name: 'Anna',
      ServerId: serverId,
      Id: anna.id,
      PrimaryImageTag: 'c'.repeat(32),
      PrimaryImageAspectRatio: 2,
      ImageBlurHashes: { Primary: { ['c'.repeat(32)]: `hash of ${'c'.repeat(32)}` } },
      HasPassword: false,
    })
    assert.deepEqual(Value.Errors(UserSchema, dto), [])
  })

  test('without one', () => {
    const dto = toUserDto(anna, [], serverId)
    assert.deepEqual(Object.keys(pick(dto, /Image/)), [])
    assert.deepEqual(Value.Errors(UserSchema, dto), [])
    assert.deepEqual(dto.Configuration.LatestItemsExcludes, [])
    assert.equal(dto.Policy.SyncPlayAccess, 'None')
    assert.equal(dto.Policy.IsAdministrator, false)
  })
})

suite('the line of an image', () => {
  const tag = 'd'.repeat(32)
  const line = { ImageTag: tag, BlurHash: `hash of ${tag}`, Height: 1500, Width: 1000, Size: 4321 }

  test('has an index only where there may be several, and never a path', () => {
    const logo = toImageInfo(makeImage('x', 'Logo', 0, tag))
    const backdrop = toImageInfo(makeImage('x', 'Backdrop', 2, tag))
    assert.deepEqual(logo, { ImageType: 'Logo', ...line })
    assert.deepEqual(backdrop, { ImageType: 'Backdrop', ImageIndex: 2, ...line })
    assert.deepEqual(Value.Errors(ImageInfoSchema, backdrop), [])
  })

  test('has no hash when none is known', () => {
    assert.ok(!('BlurHash' in toImageInfo(makeImage('x', 'Logo', 0, tag, { blurHash: '' }))))
  })

  test('singular types come first', () => {
    const images = [
      makeImage('x', 'Primary', 0, 'p'),
      makeImage('x', 'Backdrop', 0, 'b0'),
      makeImage('x', 'Backdrop', 1, 'b1'),
      makeImage('x', 'Logo', 0, 'l'),
    ]
    const tags = toImageInfos(images).map((info) => info.ImageTag)
    assert.deepEqual(tags, ['p', 'l', 'b0', 'b1'])
  })
})

test('the server says what clients check', () => {
  const address = 'http://127.0.0.1:8097'
  const identity = { id: serverId, name: 'Den', version: '10.11.11', address }
  const info = toPublicSystemInfo(identity)
  assert.deepEqual(Value.Errors(PublicSystemInfoSchema, info), [])
  assert.equal(info.LocalAddress, identity.address)
  assert.equal(info.ServerName, 'Den')
  assert.equal(info.Id, serverId)
  assert.equal(info.StartupWizardCompleted, true)
  assert.equal(info.Version, '10.11.11')
})
