import assert from 'node:assert/strict'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import {
  checkAnswers,
  checkDerivatives,
  killInTheMiddle,
  readDerivatives,
} from '../support/cold.ts'
import { decoderPrograms, otherDecoder } from '../support/decoders.ts'
import { needsPrograms } from '../support/programs.ts'
import { eventually, Keyart } from '../support/keyart.ts'
import { noise, write } from '../support/pictures.ts'
import { temporaryFolder } from '../support/temporary.ts'

async function noisyFilm(root: string, width: number, height: number): Promise<string> {
  const film = join(root, 'Noise (2000)')
  await mkdir(film, { recursive: true })
  await writeFile(join(film, 'Noise.mkv'), '')
  await write(join(film, 'poster.jpg'), noise(width, height).jpeg())
  return root
}

async function onlyFilm(keyart: Keyart): Promise<ItemDto> {
  const { Items } = await keyart.client.json<Page<ItemDto>>(
    '/Items?Recursive=true&IncludeItemTypes=Movie',
  )
  assert.equal(Items.length, 1)
  return Items[0]!
}

test('200 equal requests at once for a cold derivative: one render', async () => {
  await using folder = await temporaryFolder()
  const root = await noisyFilm(join(folder.path, 'films'), 1200, 1800)
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: root }],
    data: join(folder.path, 'data'),
    args: ['--no-formats-quick-first'],
  })
  const { Id, ImageTags } = await onlyFilm(keyart)
  // URLs of one outcome, not all of one spelling.
  const paths = [
    `/Items/${Id}/Images/Primary?width=600&tag=${ImageTags!['Primary']}`,
    `/emby/items/${Id.toUpperCase()}/images/primary/0?MaxWidth=600&quality=90`,
    `/Items/${Id}/Images/0?fillWidth=600`,
  ]
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      keyart.client.ask(paths[index % paths.length]!, { headers: { accept: 'image/webp' } }),
    ),
  )
  const [first] = answers
  for (const { status, body, headers } of answers) {
    assert.equal(status, 200)
    assert.equal(headers['etag'], first!.headers['etag'])
    assert.ok(body.equals(first!.body))
  }
  const said = Object.groupBy(answers, ({ headers }) => String(headers['cache-status']))
  assert.equal(said['Keyart; fwd=uri-miss; stored']?.length, 1)
  for (const status of Object.keys(said))
    assert.match(status, /^Keyart; (?:fwd=uri-miss; (?:stored|collapsed)|hit; detail=\w+)$/)
  assert.ok((said['Keyart; fwd=uri-miss; collapsed']?.length ?? 0) > 0)

  // Stopping waits until what was made is kept; afterwards it is found, not made again.
  assert.equal(await keyart.stop(), 0)
  await using again = await Keyart.start({
    libraries: [{ kind: 'movies', folder: root }],
    data: join(folder.path, 'data'),
    args: ['--no-formats-quick-first'],
  })
  const kept = await again.client.ask(paths[0]!, { headers: { accept: 'image/webp' } })
  assert.equal(kept.headers['cache-status'], 'Keyart; hit; detail=storage')
  assert.ok(kept.body.equals(first!.body))
})

test('kill -9 in the middle of 300 cold requests: nothing torn is kept or served', async (context) => {
  if (!needsPrograms(context, ...decoderPrograms)) return
  await using folder = await temporaryFolder()
  const root = await noisyFilm(join(folder.path, 'films'), 400, 300)
  const options = {
    libraries: [{ kind: 'movies', folder: root }],
    data: join(folder.path, 'data'),
    // Exactly what is asked for is counted below.
    args: [
      '--no-prerender-enabled',
      '--limits-derivatives-per-hour=0',
      '--limits-render-seconds-per-minute=0',
    ],
  }
  await using first = await Keyart.start(options)
  const { Id } = await onlyFilm(first)
  const paths = Array.from(
    { length: 300 },
    (_, index) => `/Items/${Id}/Images/Primary?width=${50 + index}&format=jpg`,
  )
  // While these are being written, the next are asked for.
  await Promise.all(paths.slice(0, 100).map((path) => first.client.ask(path)))
  await eventually(async () => assert.ok((await readDerivatives(options.data)).length > 0))
  const rest = paths.slice(100)
  const answered = await killInTheMiddle(first, rest, 0.3)
  assert.ok(answered < rest.length, `all ${answered} were answered before the end`)

  const { stored, mismatches } = await checkDerivatives(options.data, otherDecoder)
  assert.deepEqual(mismatches, [])
  assert.ok(stored > 0)
  await using second = await Keyart.start(options)
  assert.equal((await second.scanned()).images, 1)
  assert.deepEqual(await checkAnswers(second.client, paths, otherDecoder), [])
  assert.equal(await second.stop(), 0)
  assert.equal((await checkDerivatives(options.data, otherDecoder)).stored, paths.length)
})

test('kill -9 in the middle of the first scan: the next start goes on', async () => {
  await using folder = await temporaryFolder()
  const root = join(folder.path, 'films')
  const films = 60
  for (let number = 0; number < films; number++) {
    const film = join(root, `Film ${number} (2000)`)
    await mkdir(film, { recursive: true })
    await writeFile(join(film, 'Film.mkv'), '')
    await write(join(film, 'poster.jpg'), noise(300, 450, number + 1).jpeg())
  }
  const options = {
    libraries: [{ kind: 'movies', folder: root }],
    data: join(folder.path, 'data'),
  }
  await using first = await Keyart.start({ ...options, scanned: false })
  while ((await first.report()).imagesProbed < 10);
  await first.kill9()
  await using second = await Keyart.start(options)
  const { images, items, problems, imagesProbed } = await second.scanned()
  assert.deepEqual({ images, items, problems }, { images: films, items: films, problems: 0 })
  assert.ok(imagesProbed <= films)
  assert.ok((await readdir(options.data)).includes('catalog.sqlite'))
})
