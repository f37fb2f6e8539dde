/**
 * `node bench/effort.ts [--quick] [folder of photographs]`: what settings of the encoders cost and
 * give, as two Markdown tables. src/render/sharp/process/encoders.ts is decided from them.
 */
import { parseArgs } from 'node:util'
import { format as prettify } from 'prettier'
import sharp from 'sharp'
import { temporaryFolder } from '../test/support/temporary.ts'
import { cutPictures, drawOriginals, findPhotographs } from './effort/pictures.ts'
import { qualityTable } from './effort/qualities.ts'
import { settingsTable } from './effort/settings.ts'

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
})
// As in the renderer process: a picture is made by one thread.
sharp.concurrency(1)
sharp.cache(false)

await using folder = await temporaryFolder('effort')
const [place] = positionals
const originals =
  place === undefined ? await drawOriginals(folder.path) : await findPhotographs(place)
const all = await cutPictures(originals)
const pictures = all.filter(({ size }) => !values.quick || size === 'card')
for (const table of [
  await settingsTable(pictures, values.quick ? 3 : 5),
  await qualityTable(pictures),
])
  process.stdout.write(`${await prettify(table, { parser: 'markdown' })}\n`)
