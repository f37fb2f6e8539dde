import type { Sample } from './counts.ts'
import type { HistogramReading } from './histogram.ts'
import type { Metric, metrics, MetricName } from './table.ts'

/** What a metric shows: one number, a number for each combination of labels, or a histogram. */
export type Reading = number | Iterable<Sample> | HistogramReading

/** A reading of each metric of the table. */
export type Readings = {
  readonly [Name in MetricName]: (typeof metrics)[Name]['kind'] extends 'histogram'
    ? HistogramReading
    : (typeof metrics)[Name] extends { labels: readonly string[] }
      ? Iterable<Sample>
      : number | undefined
}

/** Prometheus' text format, version 0.0.4. */
export const expositionMime = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * The page of metrics in Prometheus' text format
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). A metric of which nothing is
 * known yet (`undefined`) is left out.
 *
 * @throws TypeError when a sample has not the labels that are declared
 */
export function expose(
  table: Readonly<Record<string, Metric>>,
  readings: Readonly<Record<string, Reading | undefined>>,
): string {
  const lines: string[] = []
  for (const [name, metric] of Object.entries(table)) {
    const reading = readings[name]
    if (reading === undefined) continue
    lines.push(`# HELP ${name} ${escapeHelp(metric.help)}`, `# TYPE ${name} ${metric.kind}`)
    if (typeof reading === 'number') lines.push(`${name} ${formatNumber(reading)}`)
    else if ('bounds' in reading) lines.push(...histogramLines(name, reading))
    else
      for (const [values, value] of reading)
        lines.push(`${name}${labelText(metric.labels ?? [], values)} ${formatNumber(value)}`)
  }
  return `${lines.join('\n')}\n`
}

function* histogramLines(name: string, { bounds, counts, sum }: HistogramReading) {
  let below = 0
  for (const [at, count] of counts.entries()) {
    below += count
    yield `${name}_bucket{le="${formatNumber(bounds[at] ?? Infinity)}"} ${below}`
  }
  yield `${name}_sum ${formatNumber(sum)}`
  yield `${name}_count ${below}`
}

function labelText(names: readonly string[], values: readonly string[]): string {
  if (names.length !== values.length)
    throw new TypeError(`Expected values of ${names.join(', ')} but received ${values.join(', ')}`)
  if (names.length === 0) return ''
  const pairs = names.map((name, at) => `${name}="${escapeLabel(values[at]!)}"`)
  return `{${pairs.join(',')}}`
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', String.raw`\"`)
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`)
}

/** As Go reads it. */
function formatNumber(value: number): string {
  if (value === Infinity) return '+Inf'
  return value === -Infinity ? '-Inf' : String(value)
}
