import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { strippedKey } from '../../src/render/plan/key.ts'
import { Keyart } from '../support/keyart.ts'
import { secrets, taggedPictures } from '../support/tagged-pictures.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { noise, quarters } from '../support/pictures.ts'

interface Photo {
  readonly Id: string
  readonly Name: string
  readonly ImageTags: { readonly Primary: string }
}

const accept = { accept: 'image/avif,image/webp,image/gif,*/*' }

async function photosOf(keyart: Keyart): Promise<readonly Photo[]> {
  const query = '/Items?recursive=true&includeItemTypes=Photo&sortBy=SortName'
  return (await keyart.client.json<{ Items: readonly Photo[] }>(query)).Items
}

const urlOf = ({ Id, ImageTags }: Photo, rest = '') =>
  `/Items/${Id}/Images/Primary?tag=${ImageTags.Primary}${rest}`

test('issue 13, point 12: originals leave without their metadata, unless a setting keeps it', async () => {
  await using folder = await temporaryFolder()
  const media = join(folder.path, 'media')
  await mkdir(media)
  const pictures = await taggedPictures()
  for (const { name, bytes } of pictures) await writeFile(join(media, name), bytes)
  // Large enough not to be read in one go.
  const large = await noise(1400, 900)
    .withExif({ IFD0: { Artist: secrets[0]! } })
    .png()
    .toBuffer()
  await writeFile(join(media, 'large.png'), large)
  // With text that a viewer of 1989 would draw: nobody can leave that out, so it is drawn anew.
  const still = await quarters(40, 30).gif().toBuffer()
  const words = Buffer.concat([
    Buffer.from([0x21, 0x01, 12, ...Buffer.alloc(12), secrets[0]!.length]),
    Buffer.from(`${secrets[0]!}\0`),
  ])
  const start = 13 + (3 << ((still[10]! & 7) + 1))
  const worded = Buffer.concat([still.subarray(0, start), words, still.subarray(start)])
  await writeFile(join(media, 'words.gif'), worded)
  const options = {
    libraries: [{ kind: 'photos', folder: media }],
    data: join(folder.path, 'data'),
  }
  const etags = new Map<string, string>()
  {
    await using keyart = await Keyart.start(options)
    const photos = await photosOf(keyart)
    assert.equal(photos.length, pictures.length + 2)
    for (const photo of photos) {
      const ask = (method: string, more: Readonly<Record<string, string>>, rest = '') =>
        keyart.client.ask(urlOf(photo, rest), { method, headers: { ...accept, ...more } })
      const answer = await ask('GET', {})
      const name = `${photo.Name}: ${String(answer.headers['cache-status'])}`
      assert.equal(answer.status, 200, name)
      assert.equal(Number(answer.headers['content-length']), answer.body.length, name)
      for (const secret of secrets) assert.ok(!answer.body.includes(secret), `${name}: ${secret}`)
      const etag = String(answer.headers['etag'])
      etags.set(photo.Id, etag)
      const isOriginal = etag.startsWith('"')
      assert.equal(isOriginal, photo.Name !== 'words', name)
      const head = await ask('HEAD', {})
      assert.equal(head.headers['content-length'], answer.headers['content-length'], name)
      const again = await ask('GET', { 'if-none-match': etag })
      assert.equal(again.status, 304, name)
      if (!isOriginal) {
        // Whoever makes up the tag of what there is not gets nothing that is hidden by it.
        for (const name of ['if-match', 'if-range', 'if-none-match']) {
          const made = await ask('GET', { [name]: `"${strippedKey(photo.ImageTags.Primary)}"` })
          for (const secret of secrets) assert.ok(!made.body.includes(secret), `${name}: ${secret}`)
        }
        continue
      }
      const length = answer.body.length
      for (const [start, end] of [
        [0, 0],
        [1, length - 2],
        [Math.floor(length / 2), length - 1],
      ] as const) {
        const range = { range: `bytes=${start}-${end}`, 'if-range': etag }
        const part = await ask('GET', range)
        assert.equal(part.status, 206, name)
        assert.deepEqual(part.body, answer.body.subarray(start, end + 1), `${name} ${start}-${end}`)
      }
      // Every size that is made says nothing either.
      const small = await ask('GET', {}, '&maxWidth=20')
      for (const secret of secrets) assert.ok(!small.body.includes(secret), `${name}: ${secret}`)
    }
    const found = photos.find(({ Name }) => Name === 'large')!
    const { body } = await keyart.client.ask(urlOf(found), { headers: accept })
    assert.deepEqual(await sharp(body).raw().toBuffer(), await sharp(large).raw().toBuffer())
  }
  {
    await using keyart = await Keyart.start({ ...options, args: ['--formats-metadata', 'keep'] })
    for (const photo of await photosOf(keyart)) {
      const headers = { ...accept, 'if-none-match': etags.get(photo.Id)! }
      const answer = await keyart.client.ask(urlOf(photo), { headers })
      assert.equal(answer.status, 200, `${photo.Name} is another one now`)
      const files = [...pictures.map(({ name }) => name), 'large.png', 'words.gif']
      const originals = await Promise.all(files.map((name) => readFile(join(media, name))))
      assert.ok(
        originals.some((bytes) => bytes.equals(answer.body)),
        photo.Name,
      )
    }
  }
})
