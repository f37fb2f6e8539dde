import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { generatePages, projectFolder } from '../docs/pages.ts'
import { verbs } from '../src/cli/run.ts'
import { parseCommandLine } from '../src/config/command-line.ts'
import { loadConfig } from '../src/config/load.ts'
import { settingDeclarations } from '../src/config/schema.ts'
import { problems } from '../src/errors.ts'
import { readText, type ValueSchema } from '../src/schema-text.ts'
import { planSize } from '../src/render/plan/geometry.ts'

/*
 * The documentation must not say what is not so. What can be made from the code is made from it;
 * what people wrote is held against the code here.
 */

const read = (name: string) => readFileSync(join(projectFolder, name), 'utf8')
const manifest = JSON.parse(read('package.json')) as Record<
  'scripts' | 'dependencies' | 'devDependencies',
  Record<string, string>
>
const pages = globSync('{*.md,{docs,deploy}/**/*.md}', { cwd: projectFolder })
const deployed = globSync('deploy/**/*.{conf,yaml,yml,service}', { cwd: projectFolder })
const examples = ['Dockerfile', ...globSync('examples/*', { cwd: projectFolder }), ...deployed]

/** Every match of `pattern` in `names`, as `file: what`, for those that are not `known`. */
function unknownIn(
  names: readonly string[],
  pattern: RegExp,
  isKnown: (found: string, file: string) => boolean,
): string[] {
  return names.flatMap((name) =>
    [...read(name).matchAll(pattern)]
      .map((match) => match[1] ?? match[0])
      .filter((found) => !isKnown(found, name))
      .map((found) => `${name}: ${found}`),
  )
}

test('there are pages to look at', () => {
  for (const name of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/api.md'])
    assert.ok(pages.includes(name), name)
  assert.ok(examples.length >= 4)
})

test('generated parts are in step with the code', async () => {
  const generated = await generatePages()
  assert.ok(generated.length >= 4)
  for (const { path, before, after } of generated)
    assert.equal(before, after, `${path}: run "npm run docs"`)
})

test('every link and image leads somewhere', () => {
  const broken = unknownIn(pages, /\]\(([^)\s]+)\)/g, (target, page) => {
    if (/^[a-z]+:/i.test(target)) return true
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    if (!existsSync(resolve(projectFolder, file))) return false
    return anchor === undefined || anchorsOf(file).includes(anchor)
  })
  assert.deepEqual(broken, [])
})

/** Anchors of the headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test('every file of the sources that is named exists', () => {
  // Of paths with a folder; those of `src` may leave it out.
  const named = /`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|js|tsx))`/g
  const isThere = (name: string) =>
    ['', 'src/'].some((folder) => existsSync(join(projectFolder, folder, name)))
  assert.deepEqual(unknownIn(pages, named, isThere), [])
})

test('every npm script that is named exists', () => {
  const isScript = (name: string) => Object.hasOwn(manifest.scripts, name)
  assert.deepEqual(unknownIn([...pages, ...examples], /npm run ([a-z][\w:-]*)/g, isScript), [])
  assert.ok(isScript('start') && isScript('test'))
})

test('every verb that is named exists', () => {
  // At the beginning of a line of a command, or of code in a text.
  const named = /(?:npm run keyart --|(?<=^|`|\$\()keyart) ([a-z]+)/gm
  assert.deepEqual(
    unknownIn(pages, named, (verb) => verb === 'help' || Object.hasOwn(verbs, verb)),
    [],
  )
  assert.ok(pages.flatMap((page) => [...read(page).matchAll(named)]).length >= 20)
})

test('every flag that is named exists', () => {
  const ofVerbs = globSync('src/cli/**/*.ts', { cwd: projectFolder }).flatMap((file) =>
    [...read(file).matchAll(/'?([a-z][\w-]*)'?: '(?:text|switch)'/g)].map(([, name = '']) => name),
  )
  const settings = settingDeclarations.flatMap(({ flag }) => [flag, `no-${flag}`])
  // Those of npm, Docker, curl, Node and systems that the text speaks of.
  const foreign = [
    // Of the benchmarks.
    'beside',
    'folder',
    'in-front',
    'data-binary',
    'name',
    'user',
    'omit',
    'ignore-scripts',
    'no-audit',
    'no-fund',
    'no-install-recommends',
    'test',
    'system',
    'from',
    'now',
    'read-only',
    'tmpfs',
    'cap-drop',
    'security-opt',
    'build-arg',
    'name',
    'rm',
    'user',
    'group-add',
  ]
  const health = ['interval', 'timeout', 'start-period', 'start-interval']
  const own = [
    'library',
    'config',
    'help',
    'check',
    'quick',
    'full',
    'write',
    'profile',
    'only',
    'short',
    'seed',
    'tarball',
    'version',
  ]
  const known = new Set([...ofVerbs, ...settings, ...foreign, ...health, ...own])
  const flags = /(?<=^|[\s`("'])--([a-z][a-z-]*)/gm
  assert.deepEqual(
    unknownIn([...pages, ...examples], flags, (flag) => known.has(flag)),
    [],
  )
})

test('every variable of the environment that is named exists', () => {
  const known = new Set([
    ...settingDeclarations.map(({ variable }) => variable),
    'KEYART_LIBRARY',
    'KEYART_CONFIG',
    'KEYART_REQUIRE_ALL_TESTS',
  ])
  const names = /\b(KEYART_[A-Z_]*[A-Z])\b/g
  assert.deepEqual(
    unknownIn([...pages, ...examples], names, (name) => known.has(name)),
    [],
  )
})

test('every problem code that is named exists', () => {
  const others = new Set(['MALLOC_ARENA_MAX', 'NODE_EXTRA_CA_CERTS', 'UV_THREADPOOL_SIZE'])
  const isKnown = (code: string) =>
    Object.hasOwn(problems, code) || code.startsWith('KEYART_') || others.has(code)
  assert.deepEqual(unknownIn(pages, /`([A-Z]+_[A-Z_]+)`/g, isKnown), [])
})

test('every dependency is accounted for, and none that is gone', () => {
  const text = read('docs/project/architecture.md')
  const section = text.slice(text.indexOf('## Dependencies'), text.indexOf('\nRejected: '))
  const told = [...section.matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  )
  const installed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  assert.deepEqual(told.toSorted(), installed.toSorted())
})

test('the example of a configuration is one', () => {
  const config = loadConfig(
    parseCommandLine(['--config', 'examples/keyart.json']),
    {},
    projectFolder,
  )
  assert.equal(config.libraries.length, 5)
  assert.equal(config.cache.maxBytes, 5_000_000_000)
})

test('sizes are those of the help, and written as it writes them', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(projectFolder, 'src/main.js'),
    'help',
    'serve',
  ])
  const help = stdout.replaceAll(/\s+/g, ' ')
  const sizes = new Map(
    settingDeclarations.flatMap(({ flag, schema }) => {
      const { unit, default: value } = schema as ValueSchema
      if (unit !== 'bytes') return []
      const [, said = ''] =
        new RegExp(`--${flag} VALUE .*?Default: (\\S+)\\.(?: |$)`).exec(help) ?? []
      const read = readText(schema, said)
      assert.deepEqual(read, { ok: true, value }, flag)
      return [[flag, said] as const]
    }),
  )
  assert.ok(sizes.size > 5)
  // No bound is a number that has to be counted.
  assert.doesNotMatch(help, /bytes such as 500MB or 2GiB[^.]*\d{4}/)
  let found = 0
  for (const page of pages)
    for (const [, flag = '', size = ''] of read(page).matchAll(
      /^\|[^\n]{0,3}`--([a-z-]+)`[^\n]*?\| +`?(\d+ ?[kMGT]i?B)`? +\|/gm,
    )) {
      if (sizes.get(flag) === undefined) continue
      assert.equal(size.replace(' ', ''), sizes.get(flag), `${page}: ${flag}`)
      found++
    }
  assert.ok(found >= 3)
})

test('the examples of sizes are right', () => {
  const text = read('docs/api.md')
  const rows = [...text.matchAll(/^\| `([a-z=&0-9]+)` +\| (\d+) × (\d+)/gim)]
  assert.ok(rows.length >= 5)
  for (const [, query = '', width, height] of rows) {
    const asked = Object.fromEntries(
      [...new URLSearchParams(query)].map(([name, value]) => [name, Number(value)]),
    )
    const size = planSize({ width: 1000, height: 1500 }, asked)
    assert.deepEqual(size, { width: Number(width), height: Number(height) }, query)
  }
})
