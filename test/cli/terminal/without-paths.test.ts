import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { withoutPaths } from '../../../src/cli/terminal/without-paths.ts'

const clean = withoutPaths(['/media/films', '/media/films/new', '/var/lib/keyart'])
const cleanText = (text: string) =>
  (JSON.parse(clean(`${JSON.stringify({ msg: text })}\n`)) as { readonly msg: string }).msg

test('paths below the folders are taken out, and no more than needs be', () => {
  const table = [
    [
      "ENOENT: no such file or directory, open '/media/films/A (1)/a.jpg'",
      'ENOENT: no such file or directory, open <path>',
    ],
    ["EXDEV: rename '/media/films/a' -> '/var/lib/keyart/b'", 'EXDEV: rename <path> -> <path>'],
    ["open '/media/films/Ocean's Eleven/poster.jpg', it failed", 'open <path>, it failed'],
    [
      'Cannot read /media/films/a b.jpg: gone\n    at read (file.ts:1)',
      'Cannot read <path>\n    at read (file.ts:1)',
    ],
    ['/media/films/new/x', '<path>'],
    ['/media/series', '/media/series'],
    ['nothing', 'nothing'],
  ] as const
  for (const [text, expected] of table) assert.equal(cleanText(text), expected)
})

test('no name of a file below a folder is left, in whatever sentence', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\n\0]/.test(text))
  fc.assert(
    fc.property(name, fc.constantFrom("'", ''), (file, quote) => {
      const path = `/media/films/${file}`
      const text = cleanText(`open ${quote}${path}${quote}`)
      assert.ok(!text.includes('/media/films'), text)
    }),
  )
})

test('a line that speaks of no folder stays as it is; one of a folder stays JSON', () => {
  const line = '{"level":30,"time":1,"msg":"Scan finished", "items":1e3}\n'
  assert.equal(clean(line), line)
  const odd = withoutPaths(['C:\\media "x"'])
  const text = odd(`${JSON.stringify({ n: 1, at: { path: 'C:\\media "x"\\a' } })}\n`)
  assert.deepEqual(JSON.parse(text), { n: 1, at: { path: '<path>' } })
  assert.equal(withoutPaths([])(line), line)
})
