import { Counts } from '../metrics/counts.ts'
import { Histogram } from '../metrics/histogram.ts'
import { classLabels } from '../metrics/table.ts'
import type { CallTiming, Priority } from './renderer.ts'

/** What a renderer has done since it was opened. */
export class CallTally {
  readonly calls = new Counts<[kind: string, priority: string]>()
  readonly renderSeconds = new Histogram([
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
  ])
  readonly ends = new Counts<[how: 'died' | 'replaced']>()

  answered(kind: string, priority: Priority, { worked }: CallTiming): void {
    this.calls.add(kind, classLabels[priority])
    if (kind === 'render') this.renderSeconds.observe(worked / 1000)
  }
}
