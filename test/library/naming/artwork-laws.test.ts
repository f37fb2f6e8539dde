import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type FoundArtwork,
  planArtwork,
  planEpisodeArtwork,
  planSeasonArtwork,
} from '../../../src/library/naming/artwork.ts'
import { ArtworkFolder, naturalOrder } from '../../../src/library/naming/artwork-folder.ts'
import { itemKinds } from '../../../src/library/item.ts'
import { imageExtensions, imageRank } from '../../../src/library/naming/media-files.ts'

const stem = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'poster',
        'fanart',
        'backdrop',
        'folder',
        'cover',
        'logo',
        'thumb',
        'disc',
        'banner',
        'season',
        'specials',
        'all',
        'Film',
      ),
      fc.constantFrom(
        '-',
        '.',
        ' ',
        '_',
        '',
        '1',
        '01',
        '0',
        '10',
        '99999',
        '00000000000000000001',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  // A name of a file has no slash.
  .map((parts) => parts.join('').replaceAll('/', ''))
const extension = fc.constantFrom(...imageExtensions, 'JPG', 'Png', 'mkv', 'txt', '')
const name = fc.tuple(stem, extension).map((parts) => parts.join('.'))
const files = fc.uniqueArray(
  name.map((one) => `some/folder/${one}`),
  { maxLength: 20 },
)

test('whatever lies there: artwork is an image that is there, once a type, in one order', () => {
  fc.assert(
    fc.property(
      files,
      fc.array(stem, { maxLength: 3 }),
      fc.boolean(),
      fc.nat(120),
      (paths, ownNames, alone, number) => {
        const plans = (given: readonly string[]): FoundArtwork[][] => {
          const folder = new ArtworkFolder(given)
          const place = { folder, ownNames: ownNames.map((own) => own.toLowerCase()), alone }
          return [
            ...itemKinds.map((kind) => [...planArtwork(kind, place)]),
            [...planSeasonArtwork({ series: folder, number, names: ownNames, own: [place] })],
          ]
        }
        const planned = plans(paths)
        const there = new Set(paths)
        for (const found of planned) {
          assert.ok(found.every(({ path }) => there.has(path) && imageRank(path) !== undefined))
          const keys = found.map(({ type, path }) => `${type} ${path}`)
          assert.equal(new Set(keys).size, keys.length)
        }
        // How a file system lists them changes nothing.
        assert.deepEqual(plans(paths.toReversed()).map(sorted), planned.map(sorted))
        const folder = new ArtworkFolder(paths, new Map([['metadata', new ArtworkFolder(paths)]]))
        const episode = planEpisodeArtwork({ folder, ownNames, alone }, folder, {
          season: 1,
          episode: number,
        })
        assert.equal(new Set(episode.map(({ path }) => path)).size, episode.length)
      },
    ),
    { numRuns: 500 },
  )
})

function sorted(found: readonly FoundArtwork[]): string[] {
  return found.map(({ type, path }) => `${type} ${path}`).toSorted()
}

test('natural order is an order: of any three names, and of numbers as numbers', () => {
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      assert.equal(Math.sign(naturalOrder(a, b)) + Math.sign(naturalOrder(b, a)), 0)
      assert.equal(naturalOrder(a, b) === 0, a === b)
      const [x, y, z] = [a, b, c].toSorted(naturalOrder)
      assert.ok(naturalOrder(x!, z!) <= 0 && naturalOrder(x!, y!) <= 0 && naturalOrder(y!, z!) <= 0)
    }),
  )
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      assert.equal(Math.sign(naturalOrder(`art${a}`, `art${b}`)), Math.sign(a - b))
    }),
  )
})
