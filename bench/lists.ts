/**
 * `npx node bench/lists.ts [--items 100000] [--times 100]`: fills a catalog and prints a Markdown
 * table of how long every kind of list takes.
 */
import { parseArgs } from 'node:util'
import { format } from 'prettier'
import { type ListsReport, measureLists } from './measure-lists.ts'
import { median } from './rounds.ts'
import { temporaryFolder } from './temporary.ts'

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '100000' },
    times: { type: 'string', default: '100' },
  },
})
// Through `exit`, so that what is still there is taken away.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

await using folder = await temporaryFolder()
const report = await measureLists({
  folder: folder.path,
  items: Number(values.items),
  times: Number(values.times),
  inside: Infinity,
  say: (text) => void process.stderr.write(`${text}\n`),
})
process.stdout.write(await format(toTable(report), { parser: 'markdown' }))

function toTable({ catalog, filling, starting, slowest }: ListsReport): string {
  const ms = (value: number) => value.toFixed(1)
  const lines = slowest.map(
    ({ what, first, p50, p99, processor, httpP99 }) =>
      `| ${what} | ${ms(first)} | ${ms(p50)} | ${ms(p99)} | ${ms(processor)} | ${ms(httpP99)} |`,
  )
  return [
    `${catalog.items} items with ${catalog.images} images, filled in ${Math.round(filling)} s; ` +
      `from the start of the command to \`/health\`: ${Math.round(median(starting.later))} ms, ` +
      `with nothing compiled yet ${Math.round(starting.first)} ms.`,
    '',
    '| List | First (ms) | p50 (ms) | p99 (ms) | Processor (ms) | p99 over HTTP (ms) |',
    '| --- | --: | --: | --: | --: | --: |',
    ...lines,
    '',
  ].join('\n')
}
