import { type Goal, isMissed, isReached, type ProfileTable, type Row, type Section } from './row.ts'

/**
 * A section in Markdown: the table, why goals were missed, what stands beside, and where the time
 * goes.
 */
export function describeSection({ title, method, rows, notes, profiles = [] }: Section): string {
  const points = [...explainMissed(rows), ...notes].map((note) => `- ${note}\n`)
  return `## ${title}\n\n${method}\n\n${table(rows)}\n${points.join('')}${profiles.map(describeProfile).join('')}`
}

function table(rows: readonly Row[]): string {
  return [
    '| What | Keyart | Beside it | Ratio | Rounds | Goal |',
    '| --- | ---: | ---: | ---: | --- | --- |',
    ...rows.map((row) => `| ${cells(row).join(' | ')} |`),
    '',
  ].join('\n')
}

function cells(row: Row): readonly string[] {
  switch (row.kind) {
    case 'compared': {
      const { ours, limit, ratio } = row.comparison
      return [
        row.what,
        `${figure(ours)}${row.unit}`,
        `${row.beside}: ${figure(limit)}${row.unit}`,
        `**${ratio.median.toFixed(2)}**`,
        `${ratio.lowest.toFixed(2)} to ${ratio.highest.toFixed(2)}`,
        verdicts(row),
      ]
    }
    case 'stated':
      return [row.what, `${figure(row.value)}${row.unit}`, '', '', '', verdicts(row)]
    case 'missing':
      return [row.what, `not measured: ${row.reason}`, '', '', '', '']
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
  const missed = new Map<string, Set<string>>()
  for (const row of rows) {
    if (row.kind === 'missing' || row.bounds === undefined || !isMissed(row)) continue
    missed.set(row.bounds, (missed.get(row.bounds) ?? new Set()).add(row.what))
  }
  return Array.from(missed, ([reason, names]) => `${[...names].join('; ')}: ${reason}`)
}

function describeProfile({ title, lines }: ProfileTable): string {
  if (lines.length === 0) return `\n${title}\n`
  const rows = lines.map(({ what, part, mostly }) => {
    const names = mostly.map((name) => `\`${name}\``).join(', ')
    return `| ${(100 * part).toFixed(0)}% | ${what} | ${names} |`
  })
  return `\n${title}\n\n| Part | Where | Mostly |\n| ---: | --- | --- |\n${rows.join('\n')}\n`
}

/** Three digits, or all before the point. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return 'not told here'
  if (Math.abs(value) >= 100) return String(Math.round(value))
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}

export function kilobytes(bytes: number): string {
  return `${figure(bytes / 1000)} kB`
}

export function megabytes(bytes: number): string {
  return `${figure(bytes / 1e6)} MB`
}
