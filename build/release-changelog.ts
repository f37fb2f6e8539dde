/**
 * The changelog with what is under "Unreleased" under the heading of `version` instead.
 *
 * @param date of the release, as `2026-01-31`
 * @throws Error when nothing is unreleased, or when the version is there already
 */
export function releaseChangelog(text: string, version: string, date: string): string {
  const heading = '## Unreleased\n'
  const start = text.indexOf(`\n${heading}`)
  if (start === -1) throw new Error('Expected a heading "## Unreleased" in CHANGELOG.md')
  const [before, after] = [text.slice(0, start + 1), text.slice(start + 1 + heading.length)]
  const end = after.indexOf('\n## ')
  const changes = end === -1 ? after : after.slice(0, end)
  if (changes.trim() === '') throw new Error('Expected changes under "## Unreleased"')
  if (after.includes(`\n## ${version} `)) throw new Error(`CHANGELOG.md has ${version} already`)
  return `${before}${heading}\n## ${version} (${date})\n${after}`
}
