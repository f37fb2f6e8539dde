import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Counts } from '../../src/metrics/counts.ts'
import { expose } from '../../src/metrics/exposition.ts'
import { Histogram } from '../../src/metrics/histogram.ts'
import { type Metric, metrics } from '../../src/metrics/table.ts'
import { parseExposition } from '../support/exposition.ts'

const table = {
  a_total: { kind: 'counter', labels: ['name', 'status'], help: 'How many.' },
  b_bytes: { kind: 'gauge', help: String.raw`With \ and` + '\na line.' },
  c_seconds: { kind: 'histogram', help: 'How long.' },
} as const satisfies Record<string, Metric>

test('the page is as the format has it', () => {
  const counts = new Counts<[string, string]>()
  counts.add('image', '200')
  counts.add('image', '404')
  counts.add('image', '200')
  const seconds = new Histogram([0.1, 1])
  for (const value of [0.0625, 0.5, 7, 0.03125]) seconds.observe(value)
  assert.equal(
    expose(table, { a_total: counts, b_bytes: 12, c_seconds: seconds }),
    [
      '# HELP a_total How many.',
      '# TYPE a_total counter',
      'a_total{name="image",status="200"} 2',
      'a_total{name="image",status="404"} 1',
      String.raw`# HELP b_bytes With \\ and\na line.`,
      '# TYPE b_bytes gauge',
      'b_bytes 12',
      '# HELP c_seconds How long.',
      '# TYPE c_seconds histogram',
      'c_seconds_bucket{le="0.1"} 2',
      'c_seconds_bucket{le="1"} 3',
      'c_seconds_bucket{le="+Inf"} 4',
      'c_seconds_sum 7.59375',
      'c_seconds_count 4',
      '',
    ].join('\n'),
  )
})

test('what is not known is left out; labels that are not declared are a mistake', () => {
  assert.equal(expose(table, { b_bytes: undefined }), '\n')
  assert.throws(
    () => expose(table, { a_total: [[['image'], 1]] }),
    /Expected values of name, status/,
  )
})

test('whatever stands in a label is read again as it was', () => {
  // The format has no negative zero.
  const number = fc.double().map((value) => value + 0)
  const sample = fc.tuple(fc.tuple(fc.string({ unit: 'binary' }), fc.string()), number)
  fc.assert(
    fc.property(fc.array(sample), (samples) => {
      const page = expose(table, { a_total: samples })
      const read = parseExposition(page).map(({ labels, value }) => [Object.values(labels), value])
      assert.deepEqual(read, samples)
    }),
  )
})

test('the counts of a histogram only grow from bound to bound', () => {
  const bounds = [0.01, 0.1, 1]
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 5, noNaN: true })), (values) => {
      const histogram = new Histogram(bounds)
      for (const value of values) histogram.observe(value)
      const read = parseExposition(expose(table, { c_seconds: histogram }))
      for (const { name, labels, value } of read)
        if (name === 'c_seconds_bucket') {
          const bound = labels['le'] === '+Inf' ? Infinity : Number(labels['le'])
          assert.equal(value, values.filter((one) => one <= bound).length)
        } else if (name === 'c_seconds_count') assert.equal(value, values.length)
      const count = (name: string) => read.filter((one) => one.name === name).length
      assert.deepEqual([count('c_seconds_bucket'), count('c_seconds_count')], [4, 1])
    }),
  )
})

test('names and labels are as Prometheus wants them', () => {
  for (const [name, { kind, labels = [], help }] of Object.entries<Metric>(metrics)) {
    assert.match(name, /^keyart_[a-z]+(_[a-z]+)*$/)
    assert.equal(name.endsWith('_total'), kind === 'counter', name)
    if (kind === 'histogram') assert.match(name, /_seconds$/)
    for (const label of labels) assert.match(label, /^[a-z]+$/)
    assert.match(help, /^\S.*\.$/, name)
  }
})
