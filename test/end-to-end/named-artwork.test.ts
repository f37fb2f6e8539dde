import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { join } from 'node:path'
import type { ItemDto, UserDto } from '../../src/dto/schemas.ts'
import type { ImageType } from '../../src/library/image-type.ts'
import {
  type Announced,
  distinctImages,
  ownImages,
  relatedImages,
  userImages,
  walkItems,
} from '../support/announced.ts'
import { checkAnnounced, checkSizes } from '../support/check-images.ts'
import { decoderPrograms, otherDecoder } from '../support/decoders.ts'
import { needsPrograms } from '../support/programs.ts'
import { apiKey, Keyart, runKeyart } from '../support/keyart.ts'
import { type NamedArtwork, writeNamedArtwork } from '../support/named-artwork.ts'
import { temporaryFolder } from '../support/temporary.ts'

suite('every name of artwork, served by the real command', () => {
  const stack = new AsyncDisposableStack()
  let artwork: NamedArtwork
  let keyart: Keyart
  let items: ItemDto[]

  before(async () => {
    const folder = stack.use(await temporaryFolder())
    artwork = await writeNamedArtwork(join(folder.path, 'media'))
    const data = join(folder.path, 'data')
    const portrait = await artwork.trees.movies.draw('Loose (2010)-portrait.jpg', 7)
    assert.ok(portrait.width > 0)
    const file = join(artwork.trees.movies.root, 'Loose (2010)-portrait.jpg')
    const added = await runKeyart(['user', 'add', 'Ann', '--image', file, '--data', data])
    assert.equal(added.code, 0, added.errors)
    const libraries = Object.entries(artwork.trees).map(([kind, { root }]) => ({
      kind,
      folder: root,
    }))
    keyart = stack.use(
      await Keyart.start({
        libraries,
        data,
        headers: await apiKey(data),
        // What there is stands in folders alone.
        args: ['--no-artwork-collages'],
      }),
    )
    items = await walkItems(keyart.client)
  })

  after(() => stack.disposeAsync())

  test('each picture is found under its item and type, and nothing else is', () => {
    const found = new Map<string, Record<string, string[]>>()
    for (const dto of items) {
      assert.ok(!found.has(keyOf(dto)), `${keyOf(dto)} is there twice`)
      found.set(keyOf(dto), tagsOf(ownImages(dto)))
      for (const { Name, PrimaryImageTag } of dto.People ?? [])
        found.set(
          `Person ${Name}`,
          PrimaryImageTag === undefined ? {} : { Primary: [PrimaryImageTag] },
        )
    }
    const wanted = new Map<string, Record<string, string[]>>()
    for (const { library, kind, name, images } of artwork.expected)
      wanted.set(
        `${kind} ${name}`,
        Object.fromEntries(
          Object.entries(images).map(([type, paths]) => [
            type,
            paths.map((path) => artwork.trees[library].require(path).tag),
          ]),
        ),
      )
    assert.ok(wanted.size > 400)
    const wrong: string[] = []
    for (const [key, tags] of wanted)
      if (JSON.stringify(sorted(tags)) !== JSON.stringify(sorted(found.get(key))))
        wrong.push(`${key}: ${JSON.stringify(tags)} but ${JSON.stringify(found.get(key))}`)
    for (const key of found.keys()) if (!wanted.has(key)) wrong.push(`Nobody expects ${key}`)
    assert.deepEqual(wrong, [])
  })

  test('nothing was a problem', async () => {
    const { problems, state } = await keyart.report()
    assert.deepEqual({ problems, state }, { problems: 0, state: 'idle' })
  })

  test('every image that a DTO speaks of has exactly the planned size', async (context) => {
    if (!needsPrograms(context, ...decoderPrograms)) return
    const users = await keyart.client.json<UserDto[]>('/Users/Public')
    const portraits = userImages(users)
    assert.equal(portraits.length, 1)
    const images = distinctImages([
      ...items.flatMap(ownImages),
      ...items.flatMap(relatedImages),
      ...portraits,
    ])
    assert.ok(images.length > 400, `${images.length} images`)
    const originals = new Map(
      Object.values(artwork.trees).flatMap(({ pictures }) =>
        [...pictures.values()].map((picture) => [picture.tag, picture] as const),
      ),
    )
    const outcome = await checkSizes(keyart.client, images, originals, {
      count: 3,
      seed: 20_261,
      decoder: otherDecoder,
    })
    assert.deepEqual(outcome.mismatches, [])
    assert.deepEqual([...outcome.statuses], [[200, outcome.requests]])
  })

  test('what is not announced is 404, whatever the type and index', async () => {
    const outcome = await checkAnnounced(keyart.client, items, (number) => [0, 1 + (number % 3)])
    assert.deepEqual(outcome.mismatches, [])
    assert.deepEqual(
      [...outcome.statuses.keys()].toSorted((a, b) => a - b),
      [200, 404],
    )
  })
})

/** Seasons are told apart by their series. */
function keyOf({ Type, Name, SeriesName }: ItemDto): string {
  return Type === 'Season' ? `Season ${SeriesName}/${Name}` : `${Type} ${Name}`
}

function tagsOf(images: readonly Announced[]): Record<string, string[]> {
  const tags: Record<string, string[]> = {}
  for (const { type, tag } of images) (tags[type satisfies ImageType] ??= []).push(tag)
  return tags
}

function sorted(tags: Record<string, string[]> | undefined): unknown {
  return tags && Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
