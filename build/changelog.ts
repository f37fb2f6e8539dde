/** A part of `npm version`, which tells the new version in the environment. */
import { readFileSync, writeFileSync } from 'node:fs'
import { releaseChangelog } from './release-changelog.ts'

const version = process.env['npm_package_version']
if (version === undefined) throw new Error('Expected to be run by npm version')
const file = new URL('../CHANGELOG.md', import.meta.url)
const today = new Date().toISOString().slice(0, 10)
writeFileSync(file, releaseChangelog(readFileSync(file, 'utf8'), version, today))
