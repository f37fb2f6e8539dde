import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mapPath, parsePathMapping } from '../../src/upstream/path-mapping.ts'

const mappings = [
  '/media=/srv/media',
  '/media/films/=/mnt/films/',
  'D:\\Films=/mnt/windows',
  '\\\\nas\\share=/mnt/nas',
].map((text) => parsePathMapping(text)!)

function mapped(path: string): string | undefined {
  const found = mapPath(path, mappings)
  return found && [found.root, ...found.segments].join(' ')
}

for (const [path, expected] of [
  ['/media/shows/A/a.mkv', '/srv/media shows A a.mkv'],
  ['/media', '/srv/media'],
  ['/media/', '/srv/media'],
  ['/media//shows/', '/srv/media shows'],
  // The longest prefix wins, by whole names.
  ['/media/films/B/b.mkv', '/mnt/films/ B b.mkv'],
  ['/media/films2/B', '/srv/media films2 B'],
  ['/mediathek/B', undefined],
  ['/Media/shows', undefined],
  ['/other', undefined],
  // Windows: either slash, any case.
  ['D:\\Films\\C\\c.mkv', '/mnt/windows C c.mkv'],
  ['d:/films/C/c.mkv', '/mnt/windows C c.mkv'],
  ['D:Films', undefined],
  ['E:\\Films\\C', undefined],
  ['\\\\NAS\\Share\\D\\d.mkv', '/mnt/nas D d.mkv'],
  ['/nas/share/D', undefined],
  // A backslash is a letter elsewhere.
  ['/media/a\\b', '/srv/media a\\b'],
  // No way out.
  ['/media/../etc/passwd', undefined],
  ['/media/./a', undefined],
  ['D:\\Films\\..\\Windows', undefined],
  ['D:\\Films/../../x', undefined],
  ['/media/a\0b', undefined],
  ['media/a', undefined],
  ['', undefined],
  [`/media/${'a'.repeat(5000)}`, undefined],
] as const)
  test(`${path.slice(0, 40)} is ${expected ?? 'nowhere'}`, () => {
    assert.equal(mapped(path), expected)
  })

test('a mapping names two absolute folders, the second of which is no whole disk', () => {
  for (const text of [
    '',
    '/media',
    '/media=',
    '=/srv',
    'media=/srv',
    '/media=srv',
    '/media=/',
    '/a/../b=/srv',
  ])
    assert.equal(parsePathMapping(text), undefined, text)
  assert.deepEqual(parsePathMapping('/a=b=/srv/x'), { from: '/a=b', to: '/srv/x' })
  assert.deepEqual(parsePathMapping('D:\\=/srv/x'), { from: 'D:\\', to: '/srv/x' })
})
