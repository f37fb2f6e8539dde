import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readImageTarget } from '../../../src/upstream/images/image-target.ts'

const parameters = new Set([
  'tag',
  'imageindex',
  'width',
  'fillwidth',
  'quality',
  'format',
  'maxwidth',
])
const read = (target: string, basePath = '') => readImageTarget(target, { basePath, parameters })
const id = '0123456789abcdef0123456789abcdef'
const dashed = '01234567-89ab-cdef-0123-456789ABCDEF'

suite('reads of images', () => {
  for (const [target, slot, originPath] of [
    [
      `/Items/${id}/Images/Primary?tag=1&width=5`,
      `item ${id} Primary 0`,
      `/Items/${id}/Images/Primary`,
    ],
    [`/items/${dashed}/images/0`, `item ${id} Primary 0`, `/items/${dashed}/Images/0`],
    [
      `/emby/Items/12345/Images/Backdrop/2?quality=90`,
      'item 12345 Backdrop 2',
      '/emby/Items/12345/Images/Backdrop/2',
    ],
    [
      `/Items/${id}/Images/Backdrop?imageIndex=1`,
      `item ${id} Backdrop 1`,
      `/Items/${id}/Images/Backdrop/1`,
    ],
    [`/jellyfin/Items/${id}/Images/Logo`, `item ${id} Logo 0`, `/jellyfin/Items/${id}/Images/Logo`],
    [
      '/Artists/AC%2FDC/Images/Primary/0',
      'name artists/AC%2FDC Primary 0',
      '/Artists/AC%2FDC/Images/Primary/0',
    ],
    [`/Users/${id}/Images/Primary?width=60`, `user ${id}`, `/Users/${id}/Images/Primary`],
    [`/UserImage?userId=${dashed}&tag=2`, `user ${id}`, `/UserImage?userId=${dashed}`],
    ['/Branding/Splashscreen?width=300', 'splashscreen', '/Branding/Splashscreen'],
    [
      `/Items/${id}/Images/Primary/0/77/jpg/300/0/0/0`,
      `item ${id} Primary 0`,
      `/Items/${id}/Images/Primary/0`,
    ],
    [
      `/Items/${id}/Images/Primary?api_key=1&X-Emby-Client=A`,
      `item ${id} Primary 0`,
      `/Items/${id}/Images/Primary`,
    ],
  ] as const)
    test(target, () => {
      const found = read(target, '/jellyfin')
      assert.equal(found?.slot, slot)
      assert.equal(found.originPath, originPath)
    })

  test('the oldest form has its parameters in the path', () => {
    const found = read(`/Items/${id}/Images/Primary/0/77/jpg/300/0/0/0`)
    assert.equal(found?.tag, '77')
    assert.deepEqual(found.query['maxwidth'], ['300'])
    assert.deepEqual(found.query['maxheight'], [])
  })
})

suite('no reads of images that Keyart knows', () => {
  for (const target of [
    '/',
    '/Items',
    `/Items/${id}`,
    `/Items/${id}/Images`,
    `/Items/${id}/Images/LogoLight`,
    `/Items/${id}/Images/Primary/x`,
    `/Items/${id}/Images/Primary/0/Index`,
    `/Items/${id}/Images/Primary?sparkle=1`,
    `/Items/${id}/Images/Primary?imageIndex=first`,
    `/Items/${id}/RemoteImages`,
    '/UserImage',
    '/UserImage?userId=me',
    `/Videos/${id}/Trickplay/320/0.jpg`,
    `/Nothing/${id}/Images/Primary`,
    `/other/Items/${id}/Images/Primary`,
    `/Items/${'a'.repeat(3000)}/Images/Primary`,
  ])
    test(target.slice(0, 80), () => assert.equal(read(target, '/jellyfin'), undefined))
})
