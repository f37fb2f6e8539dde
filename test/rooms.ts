/*
 * `node test/rooms.ts [FOLDER]`: how the sources of the project in FOLDER (default: this one) lie
 * in folders and who imports whom, as Markdown. Run it on two trees (`git worktree add`) to compare.
 */
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { planRooms } from './support/architecture/rooms.ts'
import { readSources } from './support/architecture/source-tree.ts'

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)))
const files = readSources(root)
const { rooms, fileArrows, roomArrows, cycles, backArrows } = planRooms(files)
const byLength = files.toSorted((one, other) => other.lines - one.lines)
const tests = globSync('test/**/*.ts', { cwd: root }).map((file) =>
  readFileSync(join(root, file), 'utf8'),
)
const count = (pattern: RegExp) =>
  tests.reduce((sum, text) => sum + [...text.matchAll(pattern)].length, 0)
const most = Math.max(...rooms.map((room) => room.files))

const lines = [
  '| Room | Files | Lines | Imports | Imported by |',
  '| --- | ---: | ---: | --- | ---: |',
  ...rooms.map(
    (room) =>
      `| \`${room.name}\` | ${room.files} | ${room.lines} | ${room.imports.join(', ')} | ${room.importers} |`,
  ),
  '',
  '| Of the whole | |',
  '| --- | --- |',
  `| Files, lines | ${files.length}, ${files.reduce((sum, file) => sum + file.lines, 0)} |`,
  `| Rooms, most files in one | ${rooms.length}, ${most} |`,
  `| Imports between files of different rooms | ${fileArrows} |`,
  `| Arrows between rooms | ${roomArrows} |`,
  `| Cycles between rooms | ${cycles.map((group) => group.join(' ↔ ')).join('; ') || 'none'} |`,
  `| Arrows back up | ${backArrows.map((arrow) => arrow.join(' → ')).join('; ') || 'none'} |`,
  `| Median file | ${byLength[Math.floor(byLength.length / 2)]?.lines ?? 0} lines |`,
  `| Longest files | ${byLength
    .slice(0, 5)
    .map(({ path, lines: length }) => `\`${path}\` ${length}`)
    .join(', ')} |`,
  `| Tests, suites | ${count(/(?<![\w.])(?:test|it)\(/g)}, ${count(/(?<![\w.])(?:suite|describe)\(/g)} |`,
  `| Assertions | ${count(/(?<![\w.])assert(?:\.\w+)*\(/g)} |`,
]
console.log(lines.join('\n'))
