import { planArtwork } from '../../library/naming/artwork.ts'
import { isAlbumArtwork } from '../../library/naming/artwork-names.ts'
import { isArtworkFolder } from '../../library/naming/extras.ts'
import { fileName, isPhoto, isVideo, stemOf } from '../../library/naming/media-files.ts'
import type { ListedFile } from '../walk/listing.ts'
import type { UnitDraft } from './unit-draft.ts'
import type { UnitFolder } from './unit-tree.ts'

/**
 * Albums in albums, photographs and videos in them; the artwork of an album or a video is no
 * photograph.
 */
export function planPhotos(draft: UnitDraft, folder: UnitFolder): void {
  if (folder.path === '') planPictures(draft, folder, draft.library.id)
  else planAlbum(draft, folder, draft.library.id)
}

function planAlbum(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  if (!hasPicture(folder)) return
  const { path, name, mtimeMs: createdAt } = folder
  const { id } = draft.add({ kind: 'PhotoAlbum', path, parentId, name, createdAt })
  const place = { folder: folder.artwork, ownNames: [name], alone: true }
  draft.addArtwork(id, planArtwork('PhotoAlbum', place))
  planPictures(draft, folder, id)
  for (const sub of folder.folders) if (!isArtworkFolder(sub.name)) planAlbum(draft, sub, id)
}

function planPictures(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  const artwork = new Set<string>()
  for (const file of videosIn(folder)) {
    const { path, mtimeMs: createdAt } = file
    const name = stemOf(fileName(path))
    const { id } = draft.add({ kind: 'Video', path, parentId, name, createdAt, files: [file] })
    const found = planArtwork('Video', { folder: folder.artwork, ownNames: [name], alone: false })
    draft.addArtwork(id, found)
    // A phone's moving photograph is a picture and a video of one name: the picture is shown, too.
    for (const one of found) if (stemOf(fileName(one.path)) !== name) artwork.add(one.path)
  }
  for (const file of photosIn(folder)) {
    const { path, mtimeMs: createdAt } = file
    if (artwork.has(path)) continue
    const name = stemOf(fileName(path))
    const { id } = draft.add({ kind: 'Photo', path, parentId, name, createdAt, files: [file] })
    draft.addArtwork(id, [{ type: 'Primary', path }])
  }
}

function videosIn(folder: UnitFolder): readonly ListedFile[] {
  return folder.files.filter(({ path }) => isVideo(path))
}

function photosIn(folder: UnitFolder): readonly ListedFile[] {
  return folder.files.filter(({ path }) => isPhoto(path) && !isAlbumArtwork(stemOf(fileName(path))))
}

function hasPicture(folder: UnitFolder): boolean {
  return (
    photosIn(folder).length > 0 || videosIn(folder).length > 0 || folder.folders.some(hasPicture)
  )
}
