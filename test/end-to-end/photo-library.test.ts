import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import sharp, { type Sharp } from 'sharp'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { ChromiumCanvas } from '../support/chromium-canvas.ts'
import { heifOf, profileBox, turnBox } from '../support/corpus/heif-file.ts'
import { codeHevc } from '../support/corpus/hevc.ts'
import { patches } from '../support/corpus/odd-originals.ts'
import { Keyart } from '../support/keyart.ts'
import { pictureDistance } from '../support/picture-distance.ts'
import { needsPrograms, requireProgram } from '../support/programs.ts'
import { temporaryFolder } from '../support/temporary.ts'

const run = promisify(execFile)
const [width, height] = [240, 160]
/** CIE76, of what was encoded twice with loss. */
const maxDifference = 3

interface Photograph {
  readonly name: string
  readonly bytes: Buffer
  /** What browsers show of it, or of the JPEG or PNG that it was made of. */
  readonly like: { readonly bytes: Buffer; readonly mime: string }
  /** Then `like` is the same in small. */
  readonly isLarge: boolean
}

test('issue 15: a photo library of HEIC, JPEG and PNG is shown upright and in its colours', async (t) => {
  if (!needsPrograms(t, 'heif-enc', 'heif-convert', 'ffmpeg', 'chromium')) return
  await using folder = await temporaryFolder()
  const made = join(folder.path, 'made')
  const photos = join(folder.path, 'photos')
  for (const path of [made, photos]) await mkdir(path)

  const photographs: Photograph[] = []
  /** A photograph and the HEIC that Debian's encoder makes of it. */
  const addBoth = async (
    name: string,
    picture: Sharp,
    { options = [], small }: { options?: readonly string[]; small?: Sharp } = {},
  ) => {
    const bytes = await picture.toBuffer()
    const isLarge = small !== undefined
    const like = { bytes: (await small?.toBuffer()) ?? bytes, mime: mimeOf(name) }
    photographs.push({ name, bytes, like, isLarge })
    const stem = name.replace(/\.\w+$/, '')
    const [from, to] = [join(made, name), join(made, `${stem}.heic`)]
    await writeFile(from, bytes)
    const fast = ['-q', '92', '-p', 'x265:preset=ultrafast']
    await run(requireProgram('heif-enc'), [...fast, ...options, '-o', to, from])
    const heic = { name: `${stem} as HEIC.heic`, bytes: await readFile(to) }
    photographs.push({ ...heic, like, isLarge })
  }
  const jpeg = (orientation: number) =>
    patches(width, height).withMetadata({ orientation }).jpeg({ quality: 95 })
  for (let orientation = 1; orientation <= 8; orientation++)
    await addBoth(`orientation ${orientation}.jpg`, jpeg(orientation))
  await addBoth('p3.jpg', jpeg(6).withIccProfile('p3'))
  const deep = patches(width, height).toColourspace('rgb16').withIccProfile('p3').png()
  await addBoth('deep p3.png', deep, { options: ['-b', '10'] })
  await addBoth('clear.png', patches(width, height).ensureAlpha(0.5).png())
  const large = patches(4032, 3024).withMetadata({ orientation: 8 }).jpeg()
  await addBoth('12 megapixels.jpg', large, { small: jpeg(8) })

  // As phones write them: tiles, a profile, a property that turns them.
  const { icc } = await sharp(await patches().withIccProfile('p3').png().toBuffer()).metadata()
  const tile = await codeHevc(patches(96, 64))
  const phone = heifOf([tile, tile, tile, tile], {
    grid: { columns: 2, width: 190, height: 120 },
    properties: [profileBox(icc!), turnBox(3)],
  })
  const [from, to] = [join(made, 'phone.heic'), join(made, 'phone.png')]
  await writeFile(from, phone)
  await run(requireProgram('heif-convert'), [from, to])
  const like = { bytes: await readFile(to), mime: 'image/png' }
  photographs.push({ name: 'phone.heic', bytes: phone, like, isLarge: false })

  for (const { name, bytes } of photographs) await writeFile(join(photos, name), bytes)
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'photos', folder: photos }],
    data: join(folder.path, 'data'),
    args: ['--no-prerender-enabled'],
  })
  const { Items } = await keyart.client.json<Page<ItemDto>>(
    '/Items?Recursive=true&IncludeItemTypes=Photo&Fields=Width,Height,PrimaryImageAspectRatio',
  )
  assert.equal(Items.length, photographs.length)
  await using chromium = await ChromiumCanvas.open()
  const failures: string[] = []
  for (const { name, like, isLarge } of photographs) {
    const item = Items.find(({ Name }) => `${Name}.` === name.replace(/\w+$/, ''))
    assert.ok(item !== undefined, name)
    const shown = await chromium.draw(like.bytes, like.mime)
    assert.ok(shown !== undefined, name)
    const size = await sharp(shown).metadata()
    const url = `/Items/${item.Id}/Images/Primary`
    const query = `width=${size.width}&height=${size.height}&quality=95`
    const { status, headers, body } = await keyart.client.ask(`${url}?${query}`)
    assert.equal(status, 200, name)
    // What browsers know, whatever the photograph is.
    assert.match(String(headers['content-type']), /^image\/(jpeg|png|webp)$/, name)
    const { mean } = await pictureDistance(body, shown)
    t.diagnostic(`${name}, ${size.width} x ${size.height}: ${mean.toFixed(2)}`)
    if (!(mean < maxDifference)) failures.push(`${name}: ${mean.toFixed(2)}`)
    if (isLarge) continue
    const whole = await sharp((await keyart.client.ask(url)).body).metadata()
    assert.deepEqual([whole.width, whole.height], [size.width, size.height], name)
  }
  assert.deepEqual(failures, [])
})

function mimeOf(name: string): string {
  return name.endsWith('.png') ? 'image/png' : 'image/jpeg'
}
