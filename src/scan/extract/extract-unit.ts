import type { Catalog } from '../../catalog/catalog.ts'
import type { ImageCandidate, OriginalState } from '../../catalog/images/image-catalog.ts'
import type { UnitContents } from '../../catalog/scan/scan-catalog.ts'
import type { ImageType } from '../../library/image-type.ts'
import type { Library } from '../../library/library.ts'
import { looksLikeMedia } from '../../media/signature.ts'
import { extractedSource } from '../../sources/extracted.ts'
import type { LibraryFiles } from '../../sources/library-files.ts'
import { type FileExtractor, Interrupted } from './extract-file.ts'
import { type Findings, storeFindings, loadFindings, tagsOf } from './findings.ts'
import type { Semaphore } from '../../semaphore.ts'
import type { ListedFile, UnitListing } from '../walk/listing.ts'
import type { NfoReader } from '../nfo/nfo-reader.ts'
import {
  extendContents,
  type ExtractionRules,
  findMedia,
  mediaFilesIn,
  type MediaUse,
} from './plan-extracted.ts'
import { planUnit } from '../plan/plan-unit.ts'
import { settleAll } from '../probe/prober.ts'
import type { Progress } from '../status/progress.ts'
import { isSameStamp, readNfos } from '../nfo/read-nfos.ts'

/** Files after which what they gave is announced, in a unit that has more. */
const filesAtATime = 16

export type ProbeImages = (
  library: Library,
  listing: UnitListing,
  images: readonly ImageCandidate[],
) => Promise<unknown>

export interface UnitExtractorParts {
  readonly sources: LibraryFiles
  readonly catalog: Catalog
  readonly nfos: NfoReader
  readonly files: FileExtractor
  readonly progress: Progress
  readonly rules: ExtractionRules
  /** Bounds the files that are open at a time. */
  readonly opening: Semaphore
  /** Opens the images beside the media that are not known yet. */
  readonly probe: ProbeImages
}

/**
 * What came of a unit: `done`; `chapters` are still to be taken; or it is to be looked into
 * another `later` time.
 */
export type UnitOutcome = 'done' | 'chapters' | 'later'

/** Looks into the media files of one unit that a scan has finished, and announces what it finds. */
export async function extractUnit(
  parts: UnitExtractorParts,
  library: Library,
  listing: UnitListing,
  round: 'pictures' | 'chapters',
): Promise<UnitOutcome> {
  const { catalog, files, progress } = parts
  const { media, allRead } = await filterMedia(parts, library, mediaFilesIn(listing))
  let isInterrupted = !allRead
  let lacksChapters = false
  if (media.size === 0) return isInterrupted ? 'later' : 'done'
  const read = await readNfos(parts, library, listing)
  const findings = await loadFindings(catalog, library, mediaFilesIn(listing))
  const plan = (): Planned => {
    const contents = planUnit(library, catalog.ids, listing, read, tagsOf(findings))
    const uses = findMedia(contents, listing).filter(({ file }) => media.has(file.path))
    return { contents, uses }
  }
  const { contents, uses: opened } = plan()
  const sound = await soundFamilies(catalog, library, contents)
  progress.add({ mediaToOpen: opened.length })

  const open = async (use: MediaUse) => {
    const { path } = use.file
    const has = (type: ImageType) => sound.has(`${use.item.id} ${type}`)
    const wanted = { chapters: round === 'chapters', has }
    const previous = findings.get(path)
    try {
      const found = await files.extract(library, use, previous, wanted)
      if (found !== undefined) findings.set(path, found)
      if (found !== undefined && found !== previous)
        await storeFindings(catalog, library, use.file, found)
      if (round === 'pictures' && (await files.lacksChapters(found, wanted))) lacksChapters = true
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error
      if (error.found !== undefined) await storeFindings(catalog, library, use.file, error.found)
      isInterrupted = true
    }
    progress.add({ mediaOpened: 1 })
  }

  for (let start = 0; start < opened.length; start += filesAtATime) {
    await settleAll(opened.slice(start, start + filesAtATime).map(open))
    // What songs say changes what there is.
    if (!(await announce(parts, library, listing, plan(), findings))) return 'later'
  }
  if (lacksChapters) return 'chapters'
  return isInterrupted ? 'later' : 'done'
}

interface Planned {
  readonly contents: UnitContents
  readonly uses: readonly MediaUse[]
}

/** False when a scan has found the unit changed meanwhile. */
async function announce(
  { catalog, files, progress, rules, probe }: UnitExtractorParts,
  library: Library,
  listing: UnitListing,
  { contents, uses }: Planned,
  findings: ReadonlyMap<string, Findings>,
): Promise<boolean> {
  const extended = extendContents(contents, uses, findings, rules)
  if (!(await catalog.extendUnit(extended, listing.fingerprint))) return false
  // A folder that turns out to be an album of its own has a cover that nobody looked at yet.
  if (library.kind === 'music') await probe(library, listing, contents.images)
  const refs = extended.images.flatMap(({ original }) =>
    original.source === extractedSource ? [original] : [],
  )
  // Known to the catalog only now: what nothing refers to may be forgotten at any time.
  const previous = await catalog.findOriginals(
    extractedSource,
    refs.map(({ key }) => key),
  )
  const entries: { ref: (typeof refs)[number]; state: OriginalState }[] = []
  for (const ref of refs) {
    const before = previous.get(ref.key)
    const state = before === undefined ? await files.stateOf(ref.key) : files.newStateOf(ref.key)
    if (state !== undefined && !(before !== undefined && isSameStamp(before.stamp, state.stamp)))
      entries.push({ ref, state })
  }
  if (entries.length > 0) await catalog.putOriginals(entries, Date.now())
  progress.changeImages(
    extended.images.filter(({ original }) => original.source === extractedSource),
  )
  return true
}

/**
 * Paths of the files that begin like media, for others are not worth a process; and whether all
 * could be read.
 */
async function filterMedia(
  { sources, opening }: Pick<UnitExtractorParts, 'sources' | 'opening'>,
  library: Library,
  files: readonly ListedFile[],
): Promise<{ readonly media: ReadonlySet<string>; readonly allRead: boolean }> {
  const results = await Promise.all(
    files.map(({ path }) =>
      opening.run(async () => {
        const real = await sources.find(library, path)
        return real === undefined ? undefined : await looksLikeMedia(real)
      }),
    ),
  )
  const media = files.filter((_, index) => results[index] === true).map(({ path }) => path)
  return { media: new Set(media), allRead: !results.includes(undefined) }
}

/** Owner and type of every image that a file beside the media gives. */
async function soundFamilies(
  catalog: Catalog,
  library: Library,
  { images }: UnitContents,
): Promise<ReadonlySet<string>> {
  const keys = [...new Set(images.map(({ original }) => original.key))]
  if (keys.length === 0) return new Set()
  const states = await catalog.findOriginals(library.id, keys)
  return new Set(
    images.flatMap(({ ownerId, type, original }) =>
      states.get(original.key)?.kind === 'image' ? [`${ownerId} ${type}`] : [],
    ),
  )
}
