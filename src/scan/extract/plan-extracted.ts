import type { ImageCandidate } from '../../catalog/images/image-catalog.ts'
import type { UnitContents } from '../../catalog/scan/scan-catalog.ts'
import { isPlural, type ImageType } from '../../library/image-type.ts'
import type { Chapter, Item, ItemKind } from '../../library/item.ts'
import { isAudio, isVideo } from '../../library/naming/media-files.ts'
import { extractedSource } from '../../sources/extracted.ts'
import { filmsIn } from '../plan/films.ts'
import type { Extracted, Findings, FindingsByPath, VideoFindings } from './findings.ts'
import { withMediaFacts } from './media-of-items.ts'
import type { ListedFile, UnitListing } from '../walk/listing.ts'
import { treeOf, type UnitFolder } from '../plan/unit-tree.ts'

/** An item and the file that it is played from: of several versions or parts the first. */
export interface MediaUse {
  readonly item: Item
  readonly file: ListedFile
}

export interface ExtractionRules {
  /** Whether a frame stands in for the poster of a film or episode that has none. */
  readonly screenGrabs: boolean
}

export function mediaFilesIn(listing: UnitListing): readonly ListedFile[] {
  return listing.files.filter(({ path }) => isVideo(path) || isAudio(path))
}

const playedKinds: ReadonlySet<ItemKind> = new Set(['Movie', 'Episode', 'Audio', 'Video'])

/** The items of a unit that are played from files, each with its own. */
export function findMedia(contents: UnitContents, listing: UnitListing): readonly MediaUse[] {
  const files = new Map(mediaFilesIn(listing).map((file) => [file.path, file]))
  const folders = new Map<string, UnitFolder>()
  const top = treeOf(listing)
  const pending = top === undefined ? [] : [top]
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    folders.set(folder.path, folder)
    pending.push(...folder.folders)
  }
  return contents.items.flatMap((item) => {
    if (!playedKinds.has(item.kind)) return []
    const folder = folders.get(item.path)
    const file = files.get(item.path) ?? files.get((folder && filmsIn(folder)[0]?.file.path) ?? '')
    return file === undefined ? [] : [{ item, file }]
  })
}

/**
 * The contents with what is known of the insides of their files: last among the images of a type
 * that an item has one of, and only for want of files for a type that it may have several of.
 */
export function extendContents(
  contents: UnitContents,
  media: readonly MediaUse[],
  findings: FindingsByPath,
  rules: ExtractionRules,
): UnitContents {
  const families = new Set(contents.images.map(({ ownerId, type }) => `${ownerId} ${type}`))
  const added: ImageCandidate[] = []
  const chapters = new Map<string, readonly Chapter[]>()
  const albums = new Map(
    contents.items.filter(({ kind }) => kind === 'MusicAlbum').map(({ id }) => [id, false]),
  )
  const add = (ownerId: string, type: ImageType, key: Extracted | undefined) => {
    if (typeof key !== 'string') return
    if (isPlural(type) && families.has(`${ownerId} ${type}`)) return
    added.push({ ownerId, type, original: { source: extractedSource, key } })
  }
  for (const { item, file } of media) {
    const found: Findings | undefined = findings.get(file.path)
    switch (found?.kind) {
      case 'video':
        for (const { type, image } of found.pictures) add(item.id, type, image)
        if (rules.screenGrabs) add(item.id, 'Primary', found.grab)
        for (const { image } of found.chapters) add(item.id, 'Chapter', image)
        if (found.chapters.length > 0) chapters.set(item.id, toChapters(found))
        break
      case 'song': {
        add(item.id, 'Primary', found.picture)
        const { parentId = '' } = item
        if (found.picture === null || albums.get(parentId) !== false) break
        add(parentId, 'Primary', found.picture)
        albums.set(parentId, true)
        break
      }
      case 'unreadable':
      case undefined:
        break
      default:
        found satisfies never
    }
  }
  const items = withMediaFacts(contents.items, findings).map((item) => {
    const own = chapters.get(item.id)
    return own === undefined ? item : { ...item, chapters: own }
  })
  return { ...contents, items, images: [...contents.images, ...added] }
}

function toChapters({ chapters }: VideoFindings): readonly Chapter[] {
  return chapters.map(({ startTicks, name, image }) => ({
    startTicks,
    name,
    ...(typeof image === 'string' ? { imageKey: image } : {}),
  }))
}
