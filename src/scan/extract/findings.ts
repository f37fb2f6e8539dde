import type { Catalog } from '../../catalog/catalog.ts'
import type { FileStamp } from '../../library/image.ts'
import type { Library } from '../../library/library.ts'
import type { MediaFacts } from '../../library/media-file.ts'
import type { SongTags, TagsByPath } from '../../library/song-tags.ts'
import type { HdrColours } from '../../media/hdr.ts'
import type { AttachedPicture, ChapterFacts } from '../../media/video-facts.ts'
import type { ListedFile } from '../walk/listing.ts'
import { isSameStamp } from '../nfo/read-nfos.ts'

/** Raised when findings of an older version are of no use any more. */
export const findingsVersion = 2
/** Raised when more is looked for: every unit is looked into again, for what is not known yet. */
export const extractionVersion = 3

/**
 * Key of a picture among the extracted originals; `null`: there is none to be had; absent: it was
 * not tried.
 */
export type Extracted = string | null

/** What is known of the inside of a media file. It holds for as long as its stamp is the same. */
export type Findings = { readonly kind: 'unreadable' } | SongFindings | VideoFindings

export interface SongFindings {
  readonly kind: 'song'
  readonly picture: Extracted
  /** Absent, as `media`, in findings of an older Keyart. */
  readonly tags?: SongTags
  readonly media?: MediaFacts
}

export interface VideoFindings {
  readonly kind: 'video'
  /** Absent in findings of an older Keyart. */
  readonly media?: MediaFacts
  /** Seconds. */
  readonly duration?: number
  readonly moves: boolean
  readonly hdr?: HdrColours
  readonly chapters: readonly (ChapterFacts & { readonly image?: Extracted })[]
  readonly pictures: readonly (AttachedPicture & { readonly image?: Extracted })[]
  /** A frame that stands in for a poster. */
  readonly grab?: Extracted
}

export type FindingsByPath = ReadonlyMap<string, Findings>

interface StoredFindings {
  readonly version: number
  readonly findings: Findings
}

/** The stored findings of these files, unless they changed since, by path. */
export async function loadFindings(
  catalog: Catalog,
  library: Library,
  files: readonly ListedFile[],
): Promise<Map<string, Findings>> {
  if (files.length === 0) return new Map()
  const paths = files.map(({ path }) => path)
  const stored = await catalog.findSidecars(library.id, paths)
  return new Map(
    files.flatMap((file) => {
      const found = stored.get(file.path)
      if (found === undefined || !isSameStamp(found.stamp, file)) return []
      const { version, findings } = JSON.parse(found.json) as StoredFindings
      return version === findingsVersion ? [[file.path, findings] as const] : []
    }),
  )
}

export async function storeFindings(
  catalog: Catalog,
  library: Library,
  { path, bytes, mtimeMs, ctimeMs }: ListedFile,
  findings: Findings,
): Promise<void> {
  const stamp: FileStamp = { bytes, mtimeMs, ctimeMs }
  const stored: StoredFindings = { version: findingsVersion, findings }
  await catalog.putSidecars(library.id, [{ path, stamp, json: JSON.stringify(stored) }])
}

/** What songs say of themselves, of those among the findings that say anything. */
export function tagsOf(findings: FindingsByPath): TagsByPath {
  const tags = new Map<string, SongTags>()
  for (const [path, found] of findings)
    if (found.kind === 'song' && found.tags !== undefined) tags.set(path, found.tags)
  return tags
}
