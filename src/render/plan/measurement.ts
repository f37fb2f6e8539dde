import type { ImageRecord } from '../../library/image.ts'
import type { Box, Size } from './geometry.ts'

/** Which way up a picture is meant: as EXIF says, or as its pixels are stored. */
export interface Orienting {
  readonly upright: boolean
}

/** Facts of an original that few requests turn on, so that no scan looks for them. */
export interface Measurement {
  /** Whether EXIF turns or mirrors the picture, so that upright and stored differ. */
  readonly turned: boolean
  /** Of the picture the way up that was asked for. */
  readonly size: Size
  /** What is left without the blank margin, on the picture of `size`; all of it if nothing is. */
  readonly content: Box
}

/** Whether the plan of a request turns on a measurement of the original. */
export function needsMeasurement(
  image: Pick<ImageRecord, 'servableAsIs'>,
  request: { readonly crop?: true; readonly asStored?: true },
): boolean {
  // A plain picture is stored as it is shown.
  return request.crop === true || (request.asStored === true && !image.servableAsIs)
}
