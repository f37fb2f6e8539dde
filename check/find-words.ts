import { parseSync, Visitor } from 'vite'
import { oldBound, oldIdentifiers, oldNames, oldParts } from './old-words.ts'

export interface FoundWord {
  readonly line: number
  readonly word: string
  /** The field's word. */
  readonly instead: string
}

const identifiers = new Map(Object.entries(oldIdentifiers))
const parts = new Map(Object.entries(oldParts))
const names = new RegExp(`(?<![\\w-])(?:${Object.keys(oldNames).join('|')})(?![\\w-])`, 'g')

/** Old words in any text: comments, messages and pages. */
export function findInText(text: string): readonly FoundWord[] {
  return text.split('\n').flatMap((content, index) =>
    Array.from(content.matchAll(names), ([word]) => ({
      line: index + 1,
      word,
      instead: oldNames[word]!,
    })),
  )
}

/**
 * Old words among the names that a TypeScript file gives. `isTest`: whole names alone, for what a
 * test calls its own is not read elsewhere.
 *
 * @throws when the file cannot be parsed
 */
export function findInNames(file: string, text: string, isTest: boolean): readonly FoundWord[] {
  const { program, errors } = parseSync(file, text)
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`)
  const found: FoundWord[] = []
  const look = ({ name, start }: { readonly name: string; readonly start: number }) => {
    const instead = identifiers.get(name) ?? (isTest ? undefined : insteadOf(name))
    if (instead === undefined) return
    found.push({ line: text.slice(0, start).split('\n').length, word: name, instead })
  }
  new Visitor({ Identifier: look, PrivateIdentifier: look }).visit(program)
  return found
}

function insteadOf(name: string): string | undefined {
  if (oldBound.test(name)) return 'max or min'
  const words = name.split(/(?<=[a-z\d])(?=[A-Z])|[_\d]+/)
  return words.map((word) => parts.get(word.toLowerCase())).find((word) => word !== undefined)
}
