import { type Metric, metrics } from '../../src/metrics/table.ts'
import { code, codes, table } from './table.ts'

/** Every metric with its labels. */
export function metricsTable(): string {
  return table(
    ['Metric', 'Kind', 'Labels', 'Meaning'],
    Object.entries<Metric>(metrics).map(([name, { kind, labels = [], help }]) => [
      code(name),
      kind,
      codes(labels),
      help,
    ]),
  )
}
