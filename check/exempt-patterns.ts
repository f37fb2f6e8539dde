/** A pattern that is not checked, and why none needs to. */
export interface Exemption {
  readonly file: string
  /** As it stands in the file. */
  readonly text: string
  readonly reason: string
}

export const exemptions: readonly Exemption[] = [
  {
    file: 'src/cli/terminal/without-paths.ts',
    text: "new RegExp(`'(?:${names}).*?'(?=$|[\\\\s,.:;)>\\\\]-])|(?:${names})[^\\\\n]*`, 'gm')",
    reason: 'Of the folders of the configuration. Takes the square of a text that is cut before.',
  },
  {
    file: 'src/schema-text.ts',
    text: "new RegExp(pattern, 'i')",
    reason: 'Of the `pattern` of a schema, each of which is checked where it is written.',
  },
]
