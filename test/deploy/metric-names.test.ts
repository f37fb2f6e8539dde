import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Metric, metrics } from '../../src/metrics/table.ts'

/** What dashboard and alerts ask for must be there. */

const table: Readonly<Record<string, Metric>> = metrics
const read = (name: string) =>
  readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8').replaceAll('\\"', '"')

/** Names of samples, by the metric they belong to. */
const samples = new Map<string, Metric>(
  Object.entries(table).flatMap(([name, metric]) =>
    (metric.kind === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']).map(
      (end) => [name + end, metric] as const,
    ),
  ),
)

for (const name of ['grafana/keyart.json', 'prometheus/keyart-alerts.yml'])
  test(`${name} knows the metrics`, () => {
    const used = [...read(name).matchAll(/\bkeyart_[a-z_]+\b(?:\{([^}]*)\})?/g)]
    assert.ok(used.length > 8)
    for (const [text, selector = ''] of used) {
      const sample = /^\w+/.exec(text)![0]
      const metric = samples.get(sample)
      assert.ok(metric !== undefined, sample)
      const labels = new Set([...(metric.labels ?? []), 'le', 'job', 'instance'])
      for (const [, label = ''] of selector.matchAll(/(\w+)\s*(?:=~|!=|=)/g))
        assert.ok(labels.has(label), `${sample} has no label ${label}`)
    }
  })

test('every metric has a place on the dashboard', () => {
  const dashboard = read('grafana/keyart.json')
  for (const name of Object.keys(table)) assert.ok(dashboard.includes(name), name)
})

test('what is summed by a label has it', () => {
  for (const name of ['grafana/keyart.json', 'prometheus/keyart-alerts.yml'])
    for (const [, list = '', sample = ''] of read(name).matchAll(
      /by \(([\w, ]+)\)\s*\(\s*\w+\((keyart_[a-z_]+)/g,
    ))
      for (const label of list.split(/,\s*/))
        assert.ok(
          [...(samples.get(sample)?.labels ?? []), 'le', 'instance'].includes(label),
          `${sample} by ${label}`,
        )
})
