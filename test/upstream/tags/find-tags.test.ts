import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findImageFacts, findTags } from '../../../src/upstream/tags/find-tags.ts'

const found = (value: unknown) =>
  findTags(value).map(({ ownerId, type, index, tag }) => `${ownerId} ${type} ${index} ${tag}`)

test('tags of items, of what they belong to, of people and users', () => {
  assert.deepEqual(
    found({
      Items: [
        {
          Id: 'e',
          ImageTags: { Primary: '1', Thumb: '2' },
          BackdropImageTags: ['3', '4'],
          SeriesId: 's',
          SeriesPrimaryImageTag: '5',
          ParentLogoItemId: 's',
          ParentLogoImageTag: '6',
          ParentBackdropItemId: 's',
          ParentBackdropImageTags: ['7'],
          People: [{ Id: 'p', Name: 'A', PrimaryImageTag: '8' }, { Id: 'q' }],
        },
      ],
    }),
    [
      'e Primary 0 1',
      'e Thumb 0 2',
      'e Backdrop 0 3',
      'e Backdrop 1 4',
      's Backdrop 0 7',
      's Primary 0 5',
      's Logo 0 6',
      'p Primary 0 8',
    ],
  )
  assert.deepEqual(found([{ Id: 'u', PrimaryImageTag: '1' }]), ['u Primary 0 1'])
  assert.deepEqual(
    found({
      SearchHints: [
        { ItemId: 'i', PrimaryImageTag: '1', ThumbImageItemId: 't', ThumbImageTag: '2' },
      ],
    }),
    ['t Thumb 0 2', 'i Primary 0 1'],
  )
  // Emby: a list of numbers for ids is none, texts are.
  assert.deepEqual(found({ Id: '12', PrimaryImageItemId: '13', PrimaryImageTag: '1' }), [
    '13 Primary 0 1',
  ])
})

test('which of them are of photographs', () => {
  const photo = { Id: 'a', Type: 'Photo', ImageTags: { Primary: '1' }, SeriesId: 's' }
  const album = { Id: 'b', Type: 'PhotoAlbum', ImageTags: { Primary: '2' } }
  const json = Buffer.from(JSON.stringify({ Items: [photo, { ...album, Chapters: [] }] }))
  assert.deepEqual(
    findImageFacts(json).tags.map(({ ownerId, isOfPhoto }) => [ownerId, isOfPhoto]),
    [
      ['a', true],
      ['b', undefined],
    ],
  )
})

test('nothing where it is not clear of which image', () => {
  for (const value of [
    null,
    'text',
    { ImageTags: { Primary: '1' } },
    { Id: 'a', ImageTags: ['1'], BackdropImageTags: { 0: '1' } },
    { Id: 'a', ImageTags: { Primary: null, Logo: 5, Art: '' } },
    { SeriesPrimaryImageTag: '1' },
  ])
    assert.deepEqual(found(value), [])
})

test('what is built to take long does not', () => {
  let deep: unknown = { Id: 'a', ImageTags: { Primary: '1' } }
  for (let level = 0; level < 10_000; level++) deep = { a: deep }
  assert.deepEqual(found(deep), [])
  const many = Array.from({ length: 100_000 }, (_, at) => ({ Id: `${at}`, PrimaryImageTag: '1' }))
  assert.ok(found(many).length <= 20_000)
})
