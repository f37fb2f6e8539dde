import type { Probe } from '../library/image.ts'
import type { EditIndex } from '../library/image-edits.ts'
import type { EditTarget } from './edit-target.ts'

export interface GivenPicture {
  /** Of a file that has its bytes. */
  readonly path: string
  readonly probe: Probe
}

/** Keeps images beside the media instead of in Keyart's own storage. */
export interface MediaSaver {
  /** False: there is no place beside the media for it. */
  save(target: EditTarget, picture: GivenPicture, index: EditIndex): Promise<boolean>
  /** False: the image is none that may be removed from beside the media. */
  remove(target: EditTarget, index: number): Promise<boolean>
}
