/**
 * `npx node bench/lists.ts [--items 100000] [--times 100]`: fills a catalog and prints a Markdown
 * table of how long every kind of list takes.
 */
import { parseArgs } from 'node:util'
import { format } from 'prettier'
import { temporaryFolder } from '../test/support/temporary.ts'
import { measureLists } from './measure-lists.ts'

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '100000' },
    times: { type: 'string', default: '100' },
  },
})
await using folder = await temporaryFolder('bench')
const { rows } = await measureLists(folder.path, Number(values.items), Number(values.times))
const lines = rows.map(({ what, first, p50, p99, processor }) => {
  return `| ${[what, ...[first, p50, p99, processor].map((ms) => ms.toFixed(1))].join(' | ')} |`
})
const head = '| List | First (ms) | p50 (ms) | p99 (ms) | Processor (ms) |'
const table = [head, '| --- | --: | --: | --: | --: |', ...lines].join('\n')
process.stdout.write(await format(table, { parser: 'markdown' }))
