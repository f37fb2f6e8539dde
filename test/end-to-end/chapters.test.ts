import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually, Keyart } from '../support/keyart.ts'
import { isClose, pixelAt } from '../support/pictures.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { colours, makeVideo, needsFfmpeg } from '../support/videos.ts'

interface Film {
  readonly Id: string
  readonly ImageTags: Readonly<Record<string, string>>
  readonly Chapters?: readonly {
    readonly StartPositionTicks: number
    readonly Name: string
    readonly ImageTag: string
  }[]
}

const fields = ['red', 'lime', 'blue', 'yellow'] as const
const names = ['Dawn', 'Noon', 'Dusk', 'Night']

test('a film’s chapters are announced and served, each with its own frame', async (t) => {
  if (!needsFfmpeg(t)) return
  await using folder = await temporaryFolder()
  const media = join(folder.path, 'media')
  await mkdir(media)
  await makeVideo(join(media, 'Film (2001).mkv'), fields, { chapters: names })
  const options = {
    libraries: [{ kind: 'movies', folder: media }],
    data: join(folder.path, 'data'),
  }

  const look = async (keyart: Keyart) => {
    const query = '/Items?recursive=true&includeItemTypes=Movie&fields=Chapters'
    const { Items } = await keyart.client.json<{ Items: readonly Film[] }>(query)
    const [film] = Items
    assert.ok(film?.Chapters?.length === 4)
    return { ...film, Chapters: film.Chapters }
  }
  const tags = await (async () => {
    await using keyart = await Keyart.start(options)
    const { Id, ImageTags, Chapters } = await eventually(() => look(keyart))
    assert.ok(ImageTags['Primary'] !== undefined)
    for (const [index, chapter] of Chapters.entries()) {
      assert.equal(chapter.StartPositionTicks, index * 10_000_000)
      assert.equal(chapter.Name, names[index])
      const path = `/Items/${Id}/Images/Chapter/${index}?tag=${chapter.ImageTag}&maxWidth=80&format=png`
      const { status, headers, body } = await keyart.client.ask(path)
      assert.equal(status, 200)
      assert.match(headers['cache-control'] ?? '', /immutable/)
      assert.ok(isClose(await pixelAt(body, 40, 20), colours[fields[index]!]), chapter.Name)
    }
    assert.equal((await keyart.report()).problems, 0)
    return Chapters.map(({ ImageTag }) => ImageTag)
  })()

  // Kept for good: a server that has no ffmpeg has them all the same.
  await using keyart = await Keyart.start({ ...options, args: ['--media-ffmpeg', 'off'] })
  const { Chapters } = await look(keyart)
  assert.deepEqual(
    Chapters.map(({ ImageTag }) => ImageTag),
    tags,
  )
})

test('without ffmpeg that is said once, and nothing is announced', async (t) => {
  if (!needsFfmpeg(t)) return
  await using folder = await temporaryFolder()
  const media = join(folder.path, 'media')
  await mkdir(media)
  await makeVideo(join(media, 'Film.mkv'), ['red'], { chapters: ['One'] })
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: media }],
    data: join(folder.path, 'data'),
    args: ['--media-ffmpeg', folder.path],
  })
  const query = '/Items?recursive=true&includeItemTypes=Movie&fields=Chapters'
  const { Items } = await keyart.client.json<{ Items: readonly Film[] }>(query)
  assert.deepEqual(Items[0]?.ImageTags, {})
  assert.equal(Items[0]?.Chapters, undefined)
  assert.equal(keyart.log.filter((line) => line.includes('ffmpeg and ffprobe')).length, 1)
})
