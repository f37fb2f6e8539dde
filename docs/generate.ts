/**
 * `npm run docs` writes the generated parts of the documentation. With `--check` nothing is
 * written: what is out of step is named, and the exit code is 1.
 */
import { writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { generatePages, projectFolder } from './pages.ts'

const isCheck = process.argv.includes('--check')
const outdated = (await generatePages()).filter(({ before, after }) => before !== after)
for (const { path, after, sections } of outdated) {
  const name = relative(projectFolder, path)
  if (isCheck)
    console.error(`${name} is out of step with the code (generated: ${sections.join(', ')})`)
  else {
    await writeFile(path, after)
    console.log(`Wrote ${name}`)
  }
}
if (isCheck && outdated.length > 0) {
  console.error('Run "npm run docs" and commit what it changes.')
  process.exitCode = 1
}
