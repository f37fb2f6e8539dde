import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { withoutBrandOfSequence } from '../../src/render/containers/heif.ts'
import { formatNames } from '../../src/render/plan/formats.ts'
import type { BadOriginal } from '../support/corpus/bad-original.ts'
import { heifOf } from '../support/corpus/heif-file.ts'
import { codeHevc } from '../support/corpus/hevc.ts'
import { oddOriginals, patches } from '../support/corpus/odd-originals.ts'
import { soundOriginals } from '../support/corpus/sound-originals.ts'
import { eventually, Keyart } from '../support/keyart.ts'
import { needsPrograms } from '../support/programs.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** `jpeg` is `jpg`. */
const formats = [...Object.keys(formatNames).filter((name) => name !== 'jpeg'), undefined]
const sizes = ['', 'width=1&height=1', 'maxWidth=20', 'fillWidth=70&fillHeight=30', 'width=300']

interface Page {
  readonly Items: readonly {
    readonly Id: string
    readonly Name: string
    readonly ImageTags?: object
  }[]
}

test('issue 15, point 4: what is announced is served in every format, at every size', async (t) => {
  if (!needsPrograms(t, 'ffmpeg')) return
  await using folder = await temporaryFolder()
  const heic = heifOf([await codeHevc(patches())])
  const originals: readonly BadOriginal[] = [
    ...(await soundOriginals()),
    { name: 'HEIC', bytes: heic },
    ...(await oddOriginals()),
  ]
  const films = join(folder.path, 'films')
  for (const [index, { bytes }] of originals.entries()) {
    const film = join(films, `Film ${index} (2000)`)
    await mkdir(film, { recursive: true })
    await writeFile(join(film, 'Film.mkv'), '')
    await writeFile(join(film, 'poster.png'), bytes)
  }
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: films }],
    data: join(folder.path, 'data'),
    args: [
      '--media-ffmpeg',
      'off',
      '--limits-derivatives-per-hour',
      '0',
      '--limits-render-seconds-per-minute',
      '0',
    ],
  })
  const list = await eventually(async () => {
    const page = await keyart.client.json<Page>('/Items?Recursive=true&IncludeItemTypes=Movie')
    assert.equal(
      page.Items.filter(({ ImageTags }) => 'Primary' in (ImageTags ?? {})).length,
      originals.length,
    )
    return page.Items
  })
  const asked = list.flatMap(({ Id, Name }) => {
    const { name } = originals[Number(/\d+/.exec(Name)?.[0])]!
    return formats.flatMap((format) => sizes.map((size) => ({ id: Id, name, format, size })))
  })
  const start = performance.now()
  const failures: string[] = []
  const queue = asked.values()
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (const { id, name, format, size } of queue) {
        const query = [size, format === undefined ? '' : `format=${format}`]
          .filter(Boolean)
          .join('&')
        const { status, headers, body } = await keyart.client.ask(
          `/Items/${id}/Images/Primary?${query}`,
        )
        const found =
          status === 200
            ? await sharp(withoutBrandOfSequence(body))
                .metadata()
                .then(({ mediaType }) => mediaType, String)
            : String(status)
        if (status !== 200 || found !== headers['content-type'])
          failures.push(
            `${name} ?${query}: ${status} ${found} ${status === 200 ? '' : body.toString().slice(0, 200)}`,
          )
      }
    }),
  )
  const seconds = Math.round((performance.now() - start) / 1000)
  t.diagnostic(`${originals.length} originals, ${asked.length} requests in ${seconds} s`)
  assert.deepEqual(failures, [])
})
