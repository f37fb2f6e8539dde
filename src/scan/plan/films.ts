import {
  isArtworkFolder,
  isBonusFile,
  isExtraFile,
  isExtraFolder,
  isExtraOf,
} from '../../library/naming/extras.ts'
import { fileName, isVideo, stemOf } from '../../library/naming/media-files.ts'
import { parseDiscFolder, parsePart } from '../../library/naming/names.ts'
import { isReleaseNote } from '../../library/naming/release-name.ts'
import { parseTitle } from '../../library/naming/titles.ts'
import type { ListedFile } from '../walk/listing.ts'
import type { UnitFolder } from './unit-tree.ts'

/** A disc as a folder has no size. */
export type FilmFile = Pick<ListedFile, 'path' | 'mtimeMs'> & { readonly bytes?: number }

/** One film or episode: a file, or the parts of one in order. */
export interface Film {
  readonly file: FilmFile
  /** The parts after the first. */
  readonly parts?: readonly FilmFile[]
  /** Further versions of it, which `file` stands for. */
  readonly others?: readonly FilmFile[]
  /** Names that its artwork may begin with, the preferred first. */
  readonly names: readonly string[]
}

/** The videos right in a folder, trailers and samples left out, parts put together. */
export function filmsIn(folder: UnitFolder): readonly Film[] {
  const groups = new Map<string, ListedFile[]>()
  const videos = videosIn(folder)
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
    const names = [part.base, ...group.map(stemIn)]
    return group[0] === file ? [{ file, names, parts: group.slice(1) }] : []
  })
}

/** Without what is an extra: by its own name, or by that of what lies beside it. */
function videosIn(folder: UnitFolder): readonly ListedFile[] {
  const all = folder.files.filter(({ path }) => isVideo(path))
  const videos = all.filter((file) => !isExtraFile(fileName(file.path)))
  const isAlone = videos.length < 2
  const main = isAlone ? videos : videos.filter((file) => !isBonusFile(stemIn(file)))
  const stems = main.map(stemIn)
  return (main.length === 0 ? videos : main).filter(
    (file) => isAlone || !stems.some((other) => isExtraOf(stemIn(file), other)),
  )
}

function stemIn(file: ListedFile): string {
  return stemOf(fileName(file.path))
}

/** The videos right in a folder that belong to the films beside them. */
export function extraVideosIn(folder: UnitFolder): readonly ListedFile[] {
  const films = new Set(videosIn(folder))
  return folder.files.filter((file) => isVideo(file.path) && !films.has(file))
}

/** Folders inside whose videos belong to the film or series that the folder is. */
export function extraFoldersIn(folder: UnitFolder): readonly UnitFolder[] {
  return folder.folders.filter((sub) => isExtraFolder(sub.name) && !isShelf(sub))
}

/** Folders inside that may hold items. */
export function itemFoldersIn(folder: UnitFolder): readonly UnitFolder[] {
  return folder.folders.filter(
    (sub) => !isArtworkFolder(sub.name) && (!isExtraFolder(sub.name) || isShelf(sub)),
  )
}

/** A category that is called like extras: `Shorts/Luxo (1986)/…`. */
function isShelf(folder: UnitFolder): boolean {
  return folder.folders.some(
    (sub) =>
      hasFilm(sub) &&
      (parseTitle(sub.name).year !== undefined || sub.findNfo('tvshow') !== undefined),
  )
}

/** A DVD or Blu-ray as a folder. */
export function isDiscImage(folder: UnitFolder): boolean {
  return (
    folder.folders.some(({ name }) => isDiscInside(name)) ||
    folder.files.some(({ path }) => /^video_ts\.ifo$/i.test(fileName(path)))
  )
}

/** The folder of a disc and those of its contents, in which names may be its own. */
export function discFoldersOf(folder: UnitFolder): readonly UnitFolder[] {
  return [folder, ...folder.folders.filter(({ name }) => isDiscInside(name))]
}

function isDiscInside(name: string): boolean {
  return /^(?:video_ts|bdmv|hvdvd_ts)$/i.test(name)
}

/** Whether there is a film anywhere in it. */
export function hasFilm(folder: UnitFolder): boolean {
  return isDiscImage(folder) || filmsIn(folder).length > 0 || itemFoldersIn(folder).some(hasFilm)
}

/** Whether all are the same film: their titles are one, or all begin with the folder's name. */
export function areVersions(films: readonly Film[], folder: UnitFolder): boolean {
  const titles = films.map(({ names }) => parseTitle(names[0] ?? ''))
  const years = new Set(titles.flatMap(({ year }) => year ?? []))
  if (years.size > 1) return false
  if (new Set(titles.map(({ name }) => name.toLowerCase())).size <= 1) return true
  const start = folder.name.normalize('NFC').toLowerCase()
  return films.every(({ names: [name = ''] }) => {
    const lower = name.normalize('NFC').toLowerCase()
    // `Alien` is no version of what lies in `Ali`.
    return lower.startsWith(start) && /^(?:$| ?[-._[(])/.test(lower.slice(start.length))
  })
}

/** Title and year in one string that is equal for equal films. */
export function titleKey(name: string): string {
  const title = parseTitle(name)
  return `${title.name.toLowerCase()} ${title.year ?? ''}`
}

/**
 * The folders inside a film's folder that hold parts or versions of it: discs, the release as it
 * came, `1080p`; `undefined` when there is anything else in it.
 */
export function partFoldersOf(
  folder: UnitFolder,
  inside: readonly UnitFolder[],
): readonly UnitFolder[] | undefined {
  const title = parseTitle(folder.name)
  const key = title.name.toLowerCase()
  const isPart = (sub: UnitFolder) => {
    const disc = parsePart(sub.name)
    const own = parseTitle(disc?.base ?? sub.name)
    if (isReleaseNote(sub.name)) return true
    if (parseDiscFolder(sub.name) !== undefined && own.year === undefined) return true
    if (own.name.toLowerCase() !== key) return false
    // `Alien Moon/Alien Moon (1979)` may be the first of many.
    return title.year === undefined
      ? disc !== undefined || own.year === undefined
      : own.year === undefined || own.year === title.year
  }
  return inside.length > 0 && inside.every(isPart) ? inside : undefined
}
