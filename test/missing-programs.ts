/**
 * Tells which programs of the tests are missing on this machine: a line before `npm test`, or with
 * `--packages` the packages of Debian to install, for `.ci/run`.
 */
import { findProgram, type Program, programs } from './support/programs.ts'

const missing = (Object.keys(programs) as Program[]).filter(
  (program) => findProgram(program) === undefined,
)
const packages = [...new Set(missing.map((program) => programs[program]))].join(' ')

if (process.argv.includes('--packages')) console.log(packages)
else if (missing.length > 0)
  console.log(
    `Missing: ${missing.join(', ')}. Tests that need them are skipped; apt-get install ${packages}`,
  )
