import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alphabet, marks } from '../../demo/alphabet.ts'
import { breakTitle, fitLine, setLine } from '../../demo/lettering.ts'
import { planDemo } from '../../demo/plan-demo.ts'
import { stories } from '../../demo/stories.ts'

const setting = { breadth: 1, tracking: 0.3 }

test('the alphabet has every letter that the demo sets', () => {
  const set = planDemo('full').flatMap((file) => {
    if (file.kind !== 'picture') return []
    const { picture } = file
    return [
      ...('title' in picture ? [picture.title] : []),
      ...('line' in picture ? [picture.line] : []),
    ]
  })
  for (const letter of set.join('').toUpperCase().normalize('NFD'))
    assert.ok(letter === ' ' || letter in alphabet || letter in marks, `no ${letter}`)
})

test('a line holds no number that is none, and grows with its text', () => {
  const short = setLine('Åsa', 100, setting)
  const long = setLine('Åsa & the Wolf, 1987!', 100, setting)
  assert.doesNotMatch(long.path, /NaN|undefined|e-/)
  assert.ok(long.width > short.width)
})

test('a dot is as high as it is asked to be', () => {
  assert.match(setLine('.', 100, { ...setting, dot: 0.2 }).path, /^M0 80V100$/)
})

test('a fitted line is as wide as asked', () => {
  for (const text of ['Ink', 'The Cartographer', 'Good Morning, Kestrel Street'])
    assert.ok(Math.abs(fitLine(text, 840, 100, setting).width - 840) < 1, text)
})

test('a lone I is not blown up to fit', () => {
  assert.equal(fitLine('I', 840, 100, setting).height, 100)
})

test('a broken title has all its words in order and no empty line', () => {
  for (const { title } of stories) {
    const lines = breakTitle(title, 3)
    assert.equal(lines.join(' '), title)
    assert.ok(lines.length <= 3 && lines.every((line) => line !== ''), title)
  }
})
