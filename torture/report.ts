import { sandboxSection } from './sandbox-section.ts'
import { describeMachine } from '../bench/report/machine.ts'
import { figure } from '../bench/report/table.ts'
import type { Answer } from './answers.ts'
import { hasHeld, isHeld, type Outcome } from './run-trials.ts'
import type { Figure } from './trial.ts'

export interface Run {
  readonly outcomes: readonly Outcome[]
  readonly answers: readonly Answer[]
  /** Tests that answers name and that are not there. */
  readonly missing: readonly string[]
  readonly form: 'full' | 'short'
  readonly seed: number
  readonly seconds: number
}

/** The report in Markdown, as it is printed and as docs/project/reliability.md has it. */
export function describeRun({ outcomes, answers, missing, form, seed, seconds }: Run): string {
  const command = `npm run torture -- ${form === 'short' ? '--short ' : ''}--seed ${seed}`
  return `# Reliability

What was done to Keyart to bring it down, and what came of it. Made by \`${command}\` in ${duration(seconds)}; [Contributing](../../CONTRIBUTING.md#torture) tells how. Servers, disks, kills and clients are real.

${describeMachine()}

${verdict(outcomes, missing)}

${outcomes.map((outcome) => describeOutcome(outcome)).join('\n')}
${sandboxSection}
## What befell others

Defects and CVEs of image servers, and the test of [test](../../test) that fails where Keyart has them. They run with every commit.

${table(['What', 'Known as', 'Test'], answers.flatMap(testedRow))}
These cannot befall Keyart:

${table(['What', 'Known as', 'Why not'], answers.flatMap(otherRow))}`
}

/** What tells a run of some trials from that of the whole page. */
export type Alone = Pick<Run, 'seed'> & {
  /** YYYY-MM-DD. */
  readonly date: string
}

/** The page of a whole run with sections in place of, or beside, those that it has. */
export function putOutcomes(page: string, outcomes: readonly Outcome[], alone: Alone): string {
  return outcomes.reduce((text, outcome) => {
    const section = describeOutcome(outcome, alone)
    const start = text.indexOf(`## ${outcome.trial.title}\n`)
    const at = start === -1 ? text.indexOf('## The sandbox\n') : start
    if (at === -1) throw new Error('Expected the page of a whole run')
    const end = start === -1 ? at : text.indexOf('\n## ', start) + 1
    return `${text.slice(0, at)}${section}\n${text.slice(end)}`
  }, page)
}

/** In a line, what is not as it must be, or that all is. */
export function verdict(outcomes: readonly Outcome[], missing: readonly string[]): string {
  const failed = outcomes.filter((outcome) => !hasHeld(outcome)).map(({ trial }) => trial.name)
  const bad = [...failed, ...(missing.length > 0 ? [`missing tests (${missing.join(', ')})`] : [])]
  if (bad.length > 0) return `**Not all is as it must be**: ${bad.join(', ')}.`
  const held = outcomes.flatMap(({ figures }) => figures.filter(({ must }) => must !== undefined))
  return `**All ${held.length} figures that must hold did.**`
}

function describeOutcome({ trial, seconds, figures, brokenOff }: Outcome, alone?: Alone): string {
  const found =
    brokenOff === undefined
      ? table(
          ['What', 'Found', 'Must be', ''],
          figures.map(figureRow),
          '| --- | ---: | --- | --- |',
        )
      : `**It broke off**: ${brokenOff}\n`
  const by =
    alone === undefined ? '' : `, run by itself on ${alone.date} with \`--seed ${alone.seed}\``
  return `## ${trial.title}\n\n${trial.method} It took ${duration(seconds)} (\`--only ${trial.name}\`${by}).\n\n${found}`
}

function figureRow(found: Figure): readonly string[] {
  const { what, value, unit, must } = found
  const must_ =
    must === undefined ? '' : 'atLeast' in must ? `≥ ${must.atLeast}` : `≤ ${must.atMost}`
  const verdict = must === undefined ? '' : isHeld(found) ? 'held' : '**failed**'
  return [what, `${count(value)}${unit}`, must_ === '' ? '' : `${must_}${unit}`, verdict]
}

/** Counts as they are; what is measured in three digits. */
function count(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : figure(value)
}

function testedRow({ ids, what, kept }: Answer): readonly (readonly string[])[] {
  if (kept.kind !== 'tested') return []
  return [[what, ids.join(', '), `[${kept.name}](../../test/${kept.file})`]]
}

function otherRow({ ids, what, kept }: Answer): readonly (readonly string[])[] {
  return kept.kind === 'cannot apply' ? [[what, ids.join(', '), kept.reason]] : []
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  rule = `| ${head.map(() => '---').join(' | ')} |`,
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return `${[line(head), rule, ...rows.map(line)].join('\n')}\n`
}

function duration(seconds: number): string {
  return seconds < 120 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`
}
