import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import sharp from 'sharp'
import { figure, type Goal, isReached, type Row, type Section } from './row.ts'

export interface Run {
  /** Of the page in docs, and of its chart. */
  readonly name: string
  readonly sections: readonly Section[]
  /** As it was asked for: `npm run bench -- --full`. */
  readonly command: string
  readonly seconds: number
  /** Of these, what was spent on what the next run finds made. */
  readonly making: number
}

/** The report in Markdown, as it is printed and as a page in docs has it. */
export function describeRun({ name, sections, command, seconds, making }: Run): string {
  const made =
    making < 0.5
      ? 'with pictures drawn by an earlier run'
      : `${Math.round(making)} of them for pictures and catalogs that the next run finds made`
  return `# Benchmarks

![Keyart beside what it is measured against](images/${name}.svg)

Made by \`${command}\` in ${Math.round(seconds)} seconds, ${made}; [bench/README.md](../../bench/README.md) tells how. The sides of a ratio are measured in turns in one run, and every figure is the median over the rounds. Figures of two runs or two machines cannot be compared; ratios can.

${describeMachine()}
- Files are in the page cache; everything talks over loopback.
- Processes ready to run, on average over the last minutes of the run: ${loadavg()[1]!.toFixed(1)}. Well above three a core means that others used the machine, and that the ratios say less.

${sections.map(describeSection).join('\n')}`
}

/** On what figures were found and of what, with the day of today: two points of a list in Markdown. */
export function describeMachine(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown'
  const { version } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { version: string }
  const { sharp: sharpVersion, vips } = sharp.versions
  return [
    `- ${processor}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1e9)} GB; ${type()} ${release()}; ${new Date().toISOString().slice(0, 10)}`,
    `- Keyart ${version}, Node ${process.versions.node}, sharp ${sharpVersion}, libvips ${vips}`,
  ].join('\n')
}

/** The table, why goals were missed, and what stands beside. */
function describeSection({ title, method, rows, notes }: Section): string {
  const head = [
    '| What | Keyart | Beside it | Ratio | Rounds | Goal |',
    '| --- | ---: | ---: | ---: | --- | --- |',
  ]
  const lines = rows.map((row) => `| ${row.what} | ${cells(row).join(' | ')} |`)
  const points = [...explainMissed(rows), ...notes].map((note) => `- ${note}\n`)
  return `## ${title}\n\n${method}\n\n${[...head, ...lines].join('\n')}\n\n${points.join('')}`
}

function cells(row: Row): readonly string[] {
  switch (row.kind) {
    case 'compared': {
      const { ours, limit, ratio } = row.comparison
      return [
        `${figure(ours)}${row.unit}`,
        `${row.beside}: ${figure(limit)}${row.unit}`,
        `**${ratio.median.toFixed(2)}**`,
        `${ratio.lowest.toFixed(2)} to ${ratio.highest.toFixed(2)}`,
        verdicts(row),
      ]
    }
    case 'stated':
      return [`${figure(row.value)}${row.unit}`, '', '', '', verdicts(row)]
    case 'missing':
      return [`not measured: ${row.reason}`, '', '', '', '']
    default:
      return row satisfies never
  }
}

function verdicts(row: Exclude<Row, { kind: 'missing' }>): string {
  return row.goals
    .map((goal) => `${describeGoal(goal, row.unit)}: ${isReached(row, goal) ? 'met' : 'missed'}`)
    .join('; ')
}

function describeGoal(goal: Goal, unit: string): string {
  const bound = 'atLeast' in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`
  return goal.of === 'ratio' ? `ratio ${bound}` : `${bound}${unit}`
}

/** Why goals were missed: each reason once, behind all that it holds for. */
function explainMissed(rows: readonly Row[]): readonly string[] {
  const missed = rows.filter(
    (row) => row.kind !== 'missing' && !row.goals.every((goal) => isReached(row, goal)),
  )
  const withReason = missed.flatMap((row) =>
    row.kind === 'missing' || row.bounds === undefined ? [] : [{ ...row, bounds: row.bounds }],
  )
  const byReason = Object.groupBy(withReason, ({ bounds }) => bounds)
  return Object.entries(byReason).map(([reason, alike = []]) => {
    return `${[...new Set(alike.map(({ what }) => what))].join('; ')}: ${reason}`
  })
}
