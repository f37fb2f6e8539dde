import { isExtraFile, isArtworkFolder, isExtraFolder } from '../../library/naming/extras.ts'
import { fileName, isVideo, stemOf } from '../../library/naming/media-files.ts'
import { parsePart, parseTitle } from '../../library/naming/names.ts'
import type { ListedFile } from '../walk/listing.ts'
import type { UnitFolder } from './unit-tree.ts'

/** One film or episode: a file, or the parts of one in order. */
export interface Film {
  readonly file: ListedFile
  /** Names that its artwork may begin with, the preferred first. */
  readonly names: readonly string[]
}

/** The videos right in a folder, trailers and samples left out, parts put together. */
export function filmsIn(folder: UnitFolder): readonly Film[] {
  const groups = new Map<string, ListedFile[]>()
  const videos = folder.files.filter(({ path }) => isVideo(path) && !isExtraFile(fileName(path)))
  for (const file of videos) {
    const base = parsePart(stemIn(file))?.base.toLowerCase()
    if (base === undefined) continue
    const group = groups.get(base)
    if (group === undefined) groups.set(base, [file])
    else group.push(file)
  }
  return videos.flatMap((file): Film[] => {
    const stem = stemIn(file)
    const part = parsePart(stem)
    const group = part === undefined ? [] : (groups.get(part.base.toLowerCase()) ?? [])
    if (part === undefined || group.length < 2) return [{ file, names: [stem] }]
    return group[0] === file ? [{ file, names: [part.base, ...group.map(stemIn)] }] : []
  })
}

function stemIn(file: ListedFile): string {
  return stemOf(fileName(file.path))
}

/** Folders inside that may hold items. */
export function itemFoldersIn(folder: UnitFolder): readonly UnitFolder[] {
  return folder.folders.filter(({ name }) => !isExtraFolder(name) && !isArtworkFolder(name))
}

/** A DVD or Blu-ray as a folder. */
export function isDiscImage(folder: UnitFolder): boolean {
  return (
    folder.folders.some(({ name }) => /^(?:video_ts|bdmv)$/i.test(name)) ||
    folder.files.some(({ path }) => /^video_ts\.ifo$/i.test(fileName(path)))
  )
}

/** Whether there is a film anywhere in it. */
export function hasFilm(folder: UnitFolder): boolean {
  return isDiscImage(folder) || filmsIn(folder).length > 0 || itemFoldersIn(folder).some(hasFilm)
}

/** Whether all are the same film: their titles are one, or all begin with the folder's name. */
export function areVersions(films: readonly Film[], folder: UnitFolder): boolean {
  const [first, ...rest] = films.map(({ names }) => titleKey(names[0] ?? ''))
  if (rest.every((title) => title === first)) return true
  const start = folder.name.toLowerCase()
  return films.every(({ names: [name = ''] }) => {
    const lower = name.toLowerCase()
    // `Alien` is no version of what lies in `Ali`.
    return lower.startsWith(start) && /^(?:$|\s*[-._[(])/.test(lower.slice(start.length))
  })
}

/** Title and year in one string that is equal for equal films. */
export function titleKey(name: string): string {
  const title = parseTitle(name)
  return `${title.name.toLowerCase()} ${title.year ?? ''}`
}
