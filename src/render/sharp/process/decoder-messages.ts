import type { RawPixels } from '../../containers/tiff-file.ts'

/** To the thread that decodes one picture. */
export interface DecoderTask {
  readonly kind: 'heic' | 'bmp'
  readonly bytes: Uint8Array
  /** Whether samples have more than 8 bits. */
  readonly isDeep: boolean
}

/** From it. */
export type DecoderAnswer =
  | { readonly kind: 'pixels'; readonly pixels: RawPixels }
  | { readonly kind: 'failed'; readonly message: string }
