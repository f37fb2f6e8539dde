/*
 * `npm run check:words`: that no word of our own comes back for which the field has another one, in
 * names, comments, messages, pages and metrics.
 */
import { globSync, readFileSync } from 'node:fs'
import { findInNames, findInText, type FoundWord } from './find-words.ts'
import { exceptions } from './old-words.ts'

const code = '{src,demo,web,client,bench,torture,check,test,docs}/**/*.{ts,tsx,js}'
const pages = [
  '{docs,bench,deploy,examples}/**/*.{md,json,yaml,yml,conf}',
  '{README,CONTRIBUTING}.md',
]

const exclude = (path: string) => path.includes('node_modules')
const mistakes: string[] = []
const used = new Set<(typeof exceptions)[number]>()

for (const file of globSync([code, ...pages], { exclude }).toSorted()) {
  const text = readFileSync(file, 'utf8')
  const isCode = /\.(?:tsx?|js)$/.test(file)
  const found = [
    ...findInText(text),
    ...(isCode ? findInNames(file, text, file.startsWith('test/')) : []),
  ]
  for (const one of found) report(file, one)
}
for (const exception of exceptions)
  if (!used.has(exception))
    mistakes.push(`${exception.file}: ${exception.word} is excepted, but is not there any more`)
for (const mistake of mistakes) console.error(mistake)
if (mistakes.length === 0) console.log('Every word is one of the field.')
process.exitCode = mistakes.length === 0 ? 0 : 1

function report(file: string, { line, word, instead }: FoundWord): void {
  const exception = exceptions.find(
    (one) =>
      (one.file.endsWith('/') ? file.startsWith(one.file) : file === one.file) &&
      (one.word === '*' || one.word === word),
  )
  if (exception === undefined) mistakes.push(`${file}:${line}: ${word}; the field says ${instead}`)
  else used.add(exception)
}
