import { planArtwork } from '../../library/naming/artwork.ts'
import { isAlbumArtwork } from '../../library/naming/artwork-names.ts'
import { isArtworkFolder } from '../../library/naming/extras.ts'
import { fileName, isPhoto, stemOf } from '../../library/naming/media-files.ts'
import type { UnitDraft } from './unit-draft.ts'
import type { UnitFolder } from './unit-tree.ts'

/** Albums in albums, photographs in them; the artwork of an album is no photograph. */
export function planPhotos(draft: UnitDraft, folder: UnitFolder): void {
  if (folder.path === '') planPictures(draft, folder, draft.library.id)
  else planAlbum(draft, folder, draft.library.id)
}

function planAlbum(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  if (!hasPhoto(folder)) return
  const { path, name, mtimeMs: createdAt } = folder
  const { id } = draft.add({ kind: 'PhotoAlbum', path, parentId, name, createdAt })
  const place = { folder: folder.artwork, ownNames: [name], alone: true }
  draft.addArtwork(id, planArtwork('PhotoAlbum', place))
  planPictures(draft, folder, id)
  for (const sub of folder.folders) if (!isArtworkFolder(sub.name)) planAlbum(draft, sub, id)
}

function planPictures(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  for (const { path, mtimeMs: createdAt } of photosIn(folder)) {
    const name = stemOf(fileName(path))
    const { id } = draft.add({ kind: 'Photo', path, parentId, name, createdAt })
    draft.addArtwork(id, [{ type: 'Primary', path }])
  }
}

function photosIn(folder: UnitFolder) {
  return folder.files.filter(({ path }) => isPhoto(path) && !isAlbumArtwork(stemOf(fileName(path))))
}

function hasPhoto(folder: UnitFolder): boolean {
  return photosIn(folder).length > 0 || folder.folders.some(hasPhoto)
}
