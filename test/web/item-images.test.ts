import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  allImages,
  backdropImage,
  cardImage,
  labelOf,
  logoImage,
} from '../../web/src/item-images.ts'
import type { ItemDto } from '../../web/src/wire.ts'

const film: ItemDto = {
  Id: 'film',
  Name: 'Film',
  Type: 'Movie',
  ImageTags: { Logo: 'l', Primary: 'p' },
  BackdropImageTags: ['b0', 'b1'],
  ScreenshotImageTags: ['s0'],
  Chapters: [{ Name: 'One', ImageTag: 'c0' }, { Name: 'Two' }, { ImageTag: 'c2' }],
  ImageBlurHashes: { Primary: { p: 'blurred' }, Backdrop: { b1: 'wide' } },
}
const bare: ItemDto = { Id: 'bare', Name: 'Bare', Type: 'Episode' }

test('every announced image is there once, the poster first, plural types by index', () => {
  assert.deepEqual(
    allImages(film, []).map(({ type, index, tag }) => `${type}/${index}/${tag}`),
    [
      'Primary/0/p',
      'Backdrop/0/b0',
      'Backdrop/1/b1',
      'Logo/0/l',
      'Screenshot/0/s0',
      'Chapter/0/c0',
      'Chapter/2/c2',
    ],
  )
})

test('what the list of originals knows is joined to what is announced', () => {
  const images = allImages(film, [
    { ImageType: 'Backdrop', ImageIndex: 1, ImageTag: 'b1', Width: 1920, Height: 1080, Size: 5 },
    { ImageType: 'Menu', ImageTag: 'm' },
  ])
  assert.equal(images.length, 8)
  const backdrop = images.find(({ tag }) => tag === 'b1')
  assert.equal(backdrop?.width, 1920)
  assert.equal(backdrop.bytes, 5)
  assert.equal(backdrop.blurHash, 'wide')
  assert.equal(images.find(({ type }) => type === 'Menu')?.tag, 'm')
})

test('a BlurHash is found by type and tag', () => {
  assert.equal(cardImage(film)?.blurHash, 'blurred')
  assert.equal(backdropImage(film)?.blurHash, undefined)
})

test('an item without a picture borrows the nearest', () => {
  assert.equal(cardImage(bare), undefined)
  const lent: ItemDto = { ...bare, SeriesId: 'series', SeriesPrimaryImageTag: 'sp' }
  assert.equal(cardImage(lent)?.id, 'series')
  const thumb: ItemDto = { ...lent, ParentThumbItemId: 'season', ParentThumbImageTag: 't' }
  assert.deepEqual([cardImage(thumb)?.id, cardImage(thumb)?.type], ['season', 'Thumb'])
  const track: ItemDto = { ...bare, Type: 'Audio', AlbumId: 'album', AlbumPrimaryImageTag: 'a' }
  assert.equal(cardImage(track)?.id, 'album')
})

test('backdrop and logo are own before inherited', () => {
  const heir: ItemDto = {
    ...bare,
    ParentBackdropItemId: 'series',
    ParentBackdropImageTags: ['x'],
    ParentLogoItemId: 'series',
    ParentLogoImageTag: 'y',
  }
  assert.equal(backdropImage(heir)?.id, 'series')
  assert.equal(logoImage(heir)?.tag, 'y')
  assert.equal(backdropImage({ ...heir, BackdropImageTags: ['own'] })?.id, 'bare')
  assert.equal(logoImage({ ...heir, ImageTags: { Logo: 'own' } })?.id, 'bare')
})

test('labels say which of several is meant', () => {
  assert.deepEqual(allImages(film, []).map(labelOf).slice(0, 4), [
    'Primary',
    'Backdrop 1',
    'Backdrop 2',
    'Logo',
  ])
})
