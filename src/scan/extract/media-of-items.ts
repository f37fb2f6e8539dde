import type { Item } from '../../library/item.ts'
import type { MediaFile } from '../../library/media-file.ts'
import type { FindingsByPath } from './findings.ts'

/**
 * The items with what their files say of themselves. How long a file plays goes before what an
 * `.nfo` has, as in Jellyfin; an album plays as long as its songs.
 */
export function withMediaFacts(items: readonly Item[], findings: FindingsByPath): readonly Item[] {
  const lengths = new Map<string, number>()
  const own = items.map((item) => {
    if (item.files === undefined) return item
    const files = item.files.map((file) => withFacts(file, findings))
    const runTimeTicks = files[0]?.facts?.runTimeTicks
    if (runTimeTicks === undefined) return { ...item, files }
    if (item.kind === 'Audio' && item.parentId !== undefined)
      lengths.set(item.parentId, (lengths.get(item.parentId) ?? 0) + runTimeTicks)
    return { ...item, files, facts: { ...item.facts, runTimeTicks } }
  })
  return own.map((item) => {
    const runTimeTicks = item.kind === 'MusicAlbum' ? lengths.get(item.id) : undefined
    return runTimeTicks === undefined ? item : { ...item, facts: { ...item.facts, runTimeTicks } }
  })
}

function withFacts(file: MediaFile, findings: FindingsByPath): MediaFile {
  const found = findings.get(file.path)
  const facts = found === undefined || found.kind === 'unreadable' ? undefined : found.media
  return facts === undefined ? file : { ...file, facts }
}
