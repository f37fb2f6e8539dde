import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Answer, Tested } from './answers.ts'

const folder = new URL('../test/', import.meta.url)

/** Tests that are named though there are none of that name, as `file: name`. */
export async function findMissingTests(answers: readonly Answer[]): Promise<readonly string[]> {
  const named = answers.flatMap(({ verdict }) => (verdict.kind === 'tested' ? [verdict] : []))
  const isThere = await Promise.all(named.map(hasTest))
  return named.filter((_, index) => !isThere[index]).map(({ file, name }) => `${file}: ${name}`)
}

async function hasTest({ file, name }: Tested): Promise<boolean> {
  const text = await readFile(fileURLToPath(new URL(file, folder)), 'utf8').catch(() => '')
  return testNames(text).has(name)
}

/** Names as they are given to `test` and `suite`, placeholders of templates as written. */
export function testNames(text: string): ReadonlySet<string> {
  const calls = /\b(?:test|suite)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g
  return new Set(Array.from(text.matchAll(calls), ([, , name = '']) => name))
}
