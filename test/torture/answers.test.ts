import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answers } from '../../torture/answers.ts'
import { findMissingTests, testNames } from '../../torture/check-answers.ts'

test('every test that answers a defect or CVE is there', async () => {
  assert.deepEqual(await findMissingTests(answers), [])
})

test('one that is not there is found out', async () => {
  const file = 'torture/answers.test.ts'
  const answer = (name: string) =>
    ({ ids: ['X'], what: '', verdict: { kind: 'tested', file, name } }) as const
  const missing = await findMissingTests([
    answer('one that is not there is found out'),
    answer('one that is not there'),
    { ids: ['Y'], what: '', verdict: { kind: 'tested', file: 'nowhere.test.ts', name: 'any' } },
    { ids: ['Z'], what: '', verdict: { kind: 'cannot apply', reason: '' } },
  ])
  assert.deepEqual(missing, [`${file}: one that is not there`, 'nowhere.test.ts: any'])
})

test('names of tests are read as they are written', () => {
  const text = `test('a "b"', () => {})\n  suite(\n  \`c \${d}\`, () => test("e's", f))\nattest('g')`
  assert.deepEqual([...testNames(text)], ['a "b"', 'c ${d}', "e's"])
})
