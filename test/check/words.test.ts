import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findInNames, findInText } from '../../check/find-words.ts'

test('words of our own are found in names, comments, messages and pages', () => {
  const text = [
    'export class Known<T> { readonly #keptBytes = 0 }',
    '// A call that stands in line.',
    'const mostShapes = 1, longest = 2, house = isUnknown("KnownAnswers")',
    'const knownTag = owedTo(answer)',
    'interface Parts { readonly giverId: string }',
  ].join('\n')
  const found = (list: ReturnType<typeof findInText>) => list.map(({ line, word }) => [line, word])
  assert.deepEqual(found(findInText(text)), [
    [2, 'stands in line'],
    [3, 'KnownAnswers'],
    [4, 'owedTo'],
  ])
  assert.deepEqual(found(findInNames('a.ts', text, false)), [
    [1, 'Known'],
    [1, 'keptBytes'],
    [3, 'mostShapes'],
    [3, 'house'],
    [4, 'knownTag'],
    [5, 'giverId'],
  ])
  assert.deepEqual(found(findInNames('a.ts', text, true)), [[1, 'Known']])
})

test('what the field says as well is let through', () => {
  const text = 'const form = way ?? unknown, almost = isLeast, constructor = toString'
  assert.deepEqual([...findInText(text), ...findInNames('a.ts', text, false)], [])
})
