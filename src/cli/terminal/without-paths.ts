/** Stands for a path in the log. */
const placeholder = '<path>'
/** Longest text of a line, in characters: a quote that is not closed is looked for to the end. */
const maxText = 8192

/**
 * Takes every path below `folders` out of a line of JSON; a file that is not there, say, has an
 * error with its path in the message, the stack and a member. In quotes a path ends with them, else
 * it goes on to the end of the line of text. Long texts are cut. Folders that are too short to tell are passed over.
 */
export function withoutPaths(folders: readonly string[]): (line: string) => string {
  const candidate = folders.filter((folder) => folder.length > 1)
  if (candidate.length === 0) return (line) => line
  const names = candidate
    // A folder before those that it lies in.
    .toSorted((a, b) => b.length - a.length)
    .map((folder) => RegExp.escape(folder))
    .join('|')
  const path = new RegExp(`'(?:${names}).*?'(?=$|[\\s,.:;)>\\]-])|(?:${names})[^\\n]*`, 'gm')
  const clean = (text: string) => text.slice(0, maxText).replaceAll(path, placeholder)
  const written = candidate.map((folder) => JSON.stringify(folder).slice(1, -1))
  return (line) => {
    // Nearly every line: nothing to read, nothing to write anew.
    if (!written.some((folder) => line.includes(folder))) return line
    const value: unknown = JSON.parse(line, (_name, part: unknown) =>
      typeof part === 'string' ? clean(part) : part,
    )
    return `${JSON.stringify(value)}\n`
  }
}
