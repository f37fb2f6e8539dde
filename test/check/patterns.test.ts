import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultOf } from '../../check/fault-of.ts'
import { findPatterns } from '../../check/find-patterns.ts'

test('point 2: the checker finds what took the square or cube of a header, a number, a genre', async () => {
  for (const [pattern, attack] of [
    [/[\s,]*([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",]*))\s*(?=,|$)/iy, /3rd degree/],
    [/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i, /2nd degree polynomial for '0'/],
    [/ +\/ +/, /2nd degree polynomial for ' '/],
    [/^(a+)+$/, /exponential/],
  ] as const)
    assert.match((await faultOf(pattern.source, pattern.flags)) ?? 'good', attack)
  assert.equal(await faultOf('^[0-9a-f]{32}$', 'i'), undefined)
})

test('point 2: every regular expression of a file is found, or said to be built', () => {
  const text = [
    'const words = `b|c`',
    "const one = /a'+/gi, text = '/no+/'",
    'new RegExp(`^(?:${words})$`, "u"); RegExp("d+")',
    "Type.String({ pattern: '^e$' })",
    'new RegExp(names.join("|"))',
  ].join('\n')
  assert.deepEqual(
    findPatterns('a.ts', text).map((found) =>
      found.kind === 'known' ? [found.line, found.source, found.flags] : [found.line, 'built'],
    ),
    [
      [2, "a'+", 'gi'],
      [3, '^(?:b|c)$', 'u'],
      [3, 'd+', ''],
      [4, '^e$', 'i'],
      [5, 'built'],
    ],
  )
  assert.throws(() => findPatterns('a.ts', 'const ='), /a\.ts/)
})
