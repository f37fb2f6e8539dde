import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { releaseChangelog } from '../../build/release-changelog.ts'
import { temporaryFolder } from '../support/temporary.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

const changelog = '# Changelog\n\n## Unreleased\n\n### Added\n\n- A.\n'

test('what is unreleased is put under the version, and the next changes have a place', () => {
  const first = releaseChangelog(changelog, '0.2.0', '2026-01-31')
  assert.equal(
    first,
    '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-01-31)\n\n### Added\n\n- A.\n',
  )
  assert.throws(() => releaseChangelog(first, '0.3.0', '2026-02-01'), /Expected changes/)
  const second = first.replace('## Unreleased\n', '## Unreleased\n\n### Fixed\n\n- B.\n')
  assert.throws(() => releaseChangelog(second, '0.2.0', '2026-02-01'), /has 0\.2\.0 already/)
  assert.equal(
    releaseChangelog(second, '0.3.0', '2026-02-01'),
    first.replace('## 0.2.0', '## 0.3.0 (2026-02-01)\n\n### Fixed\n\n- B.\n\n## 0.2.0'),
  )
  assert.throws(() => releaseChangelog('# Changelog\n', '0.2.0', '2026-01-31'), /Unreleased/)
})

test('npm version makes the commit and the tag, with the changelog', async () => {
  await using folder = await temporaryFolder()
  const { path } = folder
  await mkdir(join(path, 'build'))
  for (const name of await readdir(join(root, 'build')))
    await cp(join(root, 'build', name), join(path, 'build', name))
  const { version, scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string
    scripts: Record<string, string>
  }
  assert.match(scripts['preversion']!, /npm run check && npm test/)
  assert.match(scripts['postversion']!, /--tarball/)
  const description = {
    name: 'keyart',
    version,
    type: 'module',
    scripts: { version: scripts['version'] },
  }
  await writeFile(join(path, 'package.json'), JSON.stringify(description))
  await writeFile(join(path, 'CHANGELOG.md'), changelog)
  const run = async (command: string) => {
    const [program = '', ...args] = command.split(' ')
    const identity = { NAME: 'Tests', EMAIL: 'tests@example.org' }
    const entries = Object.entries(identity).flatMap(([key, value]) => [
      [`GIT_AUTHOR_${key}`, value],
      [`GIT_COMMITTER_${key}`, value],
    ])
    const env = { ...process.env, ...(Object.fromEntries(entries) as object) }
    return (await promisify(execFile)(program, args, { cwd: path, env })).stdout
  }
  await run('git init --quiet')
  await run('git add .')
  await run('git commit --quiet --message Begin')
  await run('npm version 7.1.0')
  assert.match(
    await readFile(join(path, 'CHANGELOG.md'), 'utf8'),
    /^## 7\.1\.0 \(\d{4}-\d\d-\d\d\)$/m,
  )
  assert.equal(await run('git status --porcelain'), '')
  assert.equal(await run('git tag --points-at HEAD'), 'v7.1.0\n')
})
