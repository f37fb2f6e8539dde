/**
 * `node bench/effort.ts [--quick] [folder of photographs]`: what settings of the encoders cost and
 * give, as two Markdown tables. src/render/sharp/process/encoders.ts is decided from them.
 */
import { parseArgs } from 'node:util'
import { format as prettify } from 'prettier'
import sharp from 'sharp'
import { drawPictures, photographs } from './effort/pictures.ts'
import { qualityTable } from './effort/qualities.ts'
import { settingsTable } from './effort/settings.ts'
import { temporaryFolder } from './temporary.ts'

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

// As in the renderer process: a picture is made by one thread.
sharp.concurrency(1)
sharp.cache(false)

const rounds = values.quick ? 3 : 5
const say = (text: string) => void process.stderr.write(`${text}\n`)
await using folder = await temporaryFolder()
const all = await (positionals[0] === undefined
  ? drawPictures(folder.path)
  : photographs(positionals[0]))
const pictures = all.filter(({ size }) => !values.quick || size === 'card')
for (const table of [await settingsTable(pictures, rounds, say), await qualityTable(pictures, say)])
  process.stdout.write(`${await prettify(table, { parser: 'markdown' })}\n`)
