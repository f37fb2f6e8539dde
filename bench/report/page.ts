import { loadavg } from 'node:os'
import { describeMachine } from './machine.ts'
import type { Section } from './row.ts'
import { describeSection } from './table.ts'

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
  return `# Benchmarks

![Keyart beside what it is measured against](images/${name}.svg)

Made by \`${command}\` in ${Math.round(seconds)} seconds${describeMaking(making)}; [bench/README.md](../bench/README.md) tells how. The sides of a ratio are measured in turns in one run, and every figure is the median over the rounds. Figures of two runs or two machines cannot be compared; ratios can.

${describeMachine()}
- Files are in the page cache; everything talks over loopback.
- Processes ready to run, on average over the last minutes of the run: ${loadavg()[1]!.toFixed(1)}. Well above three a core means that others used the machine, and that the ratios say less.

${sections.map(describeSection).join('\n')}`
}

function describeMaking(seconds: number): string {
  return seconds < 0.5
    ? ', with pictures drawn by an earlier run'
    : `, ${Math.round(seconds)} of them for pictures and catalogs that the next run finds made`
}
