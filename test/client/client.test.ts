import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  averageAspectRatio,
  backdropUrls,
  image,
  images,
  imageUrl,
  type ItemWithImages,
  ownImages,
  personImage,
  srcset,
  userImage,
} from '../../client/index.ts'

const server = 'http://127.0.0.1:8097/'

const episode: ItemWithImages = {
  Id: 'e1',
  ImageTags: { Primary: 'own' },
  BackdropImageTags: [],
  Chapters: [{ ImageTag: 'c0' }, {}, { ImageTag: 'c2' }],
  ImageBlurHashes: { Primary: { own: 'HASH' }, Backdrop: { b0: 'BACK' } },
  SeriesId: 's1',
  SeriesPrimaryImageTag: 'series',
  ParentLogoItemId: 's1',
  ParentLogoImageTag: 'logo',
  ParentBackdropItemId: 's1',
  ParentBackdropImageTags: ['b0', 'b1'],
}

test('an own image goes before an inherited one', () => {
  assert.deepEqual(image(episode, 'Primary'), {
    owner: 'Items',
    id: 'e1',
    type: 'Primary',
    index: 0,
    tag: 'own',
    blurHash: 'HASH',
    inherited: false,
  })
  const { ImageTags: _tags, ...bare } = episode
  assert.deepEqual(image(bare, 'Primary'), {
    owner: 'Items',
    id: 's1',
    type: 'Primary',
    index: 0,
    tag: 'series',
    blurHash: undefined,
    inherited: true,
  })
})

test('every way of inheriting', () => {
  const table: readonly [ItemWithImages, 'Primary' | 'Logo' | 'Art' | 'Thumb', string, string][] = [
    [{ AlbumId: 'a', AlbumPrimaryImageTag: 't' }, 'Primary', 'a', 't'],
    [{ ParentPrimaryImageItemId: 'p', ParentPrimaryImageTag: 't' }, 'Primary', 'p', 't'],
    [{ PrimaryImageItemId: 'm', PrimaryImageTag: 't' }, 'Primary', 'm', 't'],
    [{ ParentLogoItemId: 'p', ParentLogoImageTag: 't' }, 'Logo', 'p', 't'],
    [{ ParentArtItemId: 'p', ParentArtImageTag: 't' }, 'Art', 'p', 't'],
    [{ ParentThumbItemId: 'p', ParentThumbImageTag: 't' }, 'Thumb', 'p', 't'],
    [{ SeriesId: 's', SeriesThumbImageTag: 't' }, 'Thumb', 's', 't'],
  ]
  for (const [item, type, id, tag] of table) {
    const found = image({ Id: 'x', ...item }, type)
    assert.deepEqual([found?.id, found?.tag, found?.inherited], [id, tag, true])
  }
})

test('no image, no reference: nothing is asked for that does not exist', () => {
  for (const type of ['Primary', 'Backdrop', 'Logo', 'Chapter', 'Screenshot', 'Box'] as const) {
    assert.equal(image({}, type), undefined)
    assert.equal(image({ Id: 'x', ImageTags: null, BackdropImageTags: null }, type), undefined)
  }
  // A tag without an owner is half a fact.
  assert.equal(image({ Id: 'x', ParentLogoImageTag: 't' }, 'Logo'), undefined)
  assert.equal(userImage({ Id: 'u' }), undefined)
  assert.equal(personImage({ PrimaryImageTag: 't' }), undefined)
})

test('images of which there are several keep their places', () => {
  assert.deepEqual(
    images(episode, 'Backdrop').map(({ id, index, tag, blurHash }) => [id, index, tag, blurHash]),
    [
      ['s1', 0, 'b0', 'BACK'],
      ['s1', 1, 'b1', undefined],
    ],
  )
  assert.deepEqual(ownImages(episode, 'Backdrop'), [])
  assert.deepEqual(
    images(episode, 'Chapter').map(({ index, tag }) => [index, tag]),
    [
      [0, 'c0'],
      [2, 'c2'],
    ],
  )
})

test('URLs are spelt the same way for the same request', () => {
  const poster = image(episode, 'Primary')!
  const expected =
    'http://127.0.0.1:8097/Items/e1/Images/Primary?width=100&fillHeight=301&quality=90&tag=own'
  assert.equal(imageUrl(server, poster, { quality: 90, fillHeight: 300.6, width: 100 }), expected)
  assert.equal(imageUrl(server, poster, { width: 100, fillHeight: 300.6, quality: 90 }), expected)
  assert.equal(imageUrl('', poster), '/Items/e1/Images/Primary?tag=own')
  assert.deepEqual(backdropUrls('', episode, { maxWidth: 1920, format: 'webp' }), [
    '/Items/s1/Images/Backdrop?maxWidth=1920&format=webp&tag=b0',
    '/Items/s1/Images/Backdrop/1?maxWidth=1920&format=webp&tag=b1',
  ])
  const odd = imageUrl('', { ...poster, id: 'a/b?c' })
  assert.equal(odd, '/Items/a%2Fb%3Fc/Images/Primary?tag=own')
  const avatar = userImage({ Id: 'u1', PrimaryImageTag: 'a' })!
  assert.equal(imageUrl('', avatar), '/Users/u1/Images/Primary?tag=a')
})

test('a srcset has every size times every ratio', () => {
  const poster = image(episode, 'Primary')!
  assert.equal(
    srcset('', poster, { fillWidth: 101, fillHeight: 151 }, [1, 1.5]),
    '/Items/e1/Images/Primary?fillWidth=101&fillHeight=151&tag=own 1x, ' +
      '/Items/e1/Images/Primary?fillWidth=152&fillHeight=227&tag=own 1.5x',
  )
})

test('the shape of a row of cards is the mean of those that have one', () => {
  assert.equal(averageAspectRatio([]), undefined)
  assert.equal(averageAspectRatio([{}, { PrimaryImageAspectRatio: null }]), undefined)
  const row = [{ PrimaryImageAspectRatio: 0.5 }, {}, { PrimaryImageAspectRatio: 1 }]
  assert.equal(averageAspectRatio(row), 0.75)
})
