import type { ExtraType } from '../../library/media-file.ts'
import { extraTypeOf, folderExtraType } from '../../library/naming/extras.ts'
import { fileName, isAudio, isVideo } from '../../library/naming/media-files.ts'
import type { ListedFile } from '../walk/listing.ts'
import { extraFoldersIn, extraVideosIn } from './films.ts'
import type { UnitFolder } from './unit-tree.ts'

export interface FoundExtra {
  readonly type: ExtraType
  readonly file: ListedFile
}

/** What belongs to the film or series that a folder is: beside it, and in folders of extras. */
export function extrasIn(folder: UnitFolder): readonly FoundExtra[] {
  const beside = extraVideosIn(folder).map((file) => toExtra(file, 'Unknown'))
  const themes = folder.files
    .filter(({ path }) => isAudio(path) && extraTypeOf(fileName(path)) === 'ThemeSong')
    .map((file) => ({ type: 'ThemeSong', file }) as const)
  const inside = extraFoldersIn(folder).flatMap((sub) => {
    const type = folderExtraType(sub.name)
    const isPlayed = type === 'ThemeSong' ? isAudio : isVideo
    return type === undefined
      ? []
      : sub.files.filter(({ path }) => isPlayed(path)).map((file) => toExtra(file, type))
  })
  return [...beside, ...themes, ...inside]
}

/** Those beside films that share a folder: of the film whose name they begin with. */
export function extrasOf(folder: UnitFolder, stem: string): readonly FoundExtra[] {
  const isOfFilm = (name: string) =>
    name.startsWith(stem) && /^[ ._-]/.test(name.slice(stem.length))
  return extraVideosIn(folder)
    .filter(({ path }) => isOfFilm(fileName(path)))
    .map((file) => toExtra(file, 'Unknown'))
}

/** Its own name goes before that of its folder. */
function toExtra(file: ListedFile, fallback: ExtraType): FoundExtra {
  return { type: extraTypeOf(fileName(file.path)) ?? fallback, file }
}
