import { type ESTree, parseSync, Visitor } from 'vite'

/** A regular expression of a source file. */
export type FoundPattern = {
  readonly line: number
  /** As it stands in the file. */
  readonly text: string
} & (
  | { readonly kind: 'known'; readonly source: string; readonly flags: string }
  /** Made while the program runs, of what is not in the file. */
  | { readonly kind: 'built' }
)

/**
 * Every regular expression in the text of a TypeScript or JavaScript file: literals, `RegExp(…)`,
 * and the `pattern` of JSON Schemas, which `schema-text.ts` matches without regard to case.
 *
 * @throws when the file cannot be parsed
 */
export function findPatterns(file: string, text: string): readonly FoundPattern[] {
  const { program, errors } = parseSync(file, text)
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`)
  const constants = new Map<string, ESTree.Expression>()
  const found: FoundPattern[] = []
  const add = (node: ESTree.Node, source: string | undefined, flags: string | undefined) => {
    const place = {
      line: text.slice(0, node.start).split('\n').length,
      text: text.slice(node.start, node.end),
    }
    found.push(
      source === undefined || flags === undefined
        ? { ...place, kind: 'built' }
        : { ...place, kind: 'known', source, flags },
    )
  }
  const addBuilt = (node: ESTree.NewExpression | ESTree.CallExpression) => {
    if (node.callee.type !== 'Identifier' || node.callee.name !== 'RegExp') return
    const [source, flags] = node.arguments
    add(node, textOf(source, constants), flags === undefined ? '' : textOf(flags, constants))
  }
  new Visitor({
    VariableDeclarator({ id, init }) {
      if (id.type === 'Identifier' && init !== null) constants.set(id.name, init)
    },
  }).visit(program)
  new Visitor({
    Literal(node) {
      if ('regex' in node) add(node, node.regex.pattern, node.regex.flags)
    },
    NewExpression: addBuilt,
    CallExpression: addBuilt,
    Property({ key, value, computed }) {
      const isPattern = !computed && key.type === 'Identifier' && key.name === 'pattern'
      if (isPattern && value.type === 'Literal') add(value, textOf(value, constants), 'i')
    },
  }).visit(program)
  return found
}

/** What an expression of literals and constants of the file comes to. */
function textOf(
  node: ESTree.Node | undefined,
  constants: ReadonlyMap<string, ESTree.Expression>,
): string | undefined {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? node.value : undefined
    case 'Identifier':
      return textOf(constants.get(node.name), constants)
    case 'TemplateLiteral': {
      const parts = node.expressions.map((part) => textOf(part, constants))
      if (parts.includes(undefined)) return undefined
      return node.quasis.map(({ value }, n) => `${value.cooked}${parts[n] ?? ''}`).join('')
    }
    default:
      return undefined
  }
}
