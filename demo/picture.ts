import type { Look, SceneName } from './paint/scenes.ts'
import type { PaletteName } from './paint/palette.ts'
import type { PropName } from './props.ts'

export type { Look, SceneName, PaletteName, PropName }

export type Encoding = 'jpeg' | 'progressive-jpeg' | 'png' | 'webp' | 'avif' | 'gif'

/** One picture to draw, described whole: two equal specs give the same picture. */
export type PictureSpec = Size & Subject

interface Size {
  /** Pixels as shown: after `orientation`, and of one frame of an animation. */
  readonly width: number
  readonly height: number
  readonly encoding: Encoding
}

export type Subject =
  | {
      readonly kind: 'poster'
      readonly look: Look
      readonly title: string
      readonly line: string
      readonly prop?: PropName | undefined
    }
  | { readonly kind: 'backdrop'; readonly look: Look; readonly prop?: PropName | undefined }
  | { readonly kind: 'lettered'; readonly look: Look; readonly title: string }
  | { readonly kind: 'logo'; readonly look: Look; readonly title: string }
  | {
      readonly kind: 'clearart'
      readonly look: Look
      readonly title: string
      readonly prop: PropName
    }
  | { readonly kind: 'disc'; readonly look: Look; readonly title: string }
  | { readonly kind: 'cover'; readonly look: Look; readonly title: string; readonly line: string }
  /** `orientation` is EXIF's: how the stored pixels must be turned to be shown. */
  | { readonly kind: 'photo'; readonly look: Look; readonly orientation: 1 | 3 | 6 | 8 }
  | { readonly kind: 'portrait'; readonly look: Look }
  | { readonly kind: 'animation'; readonly look: Look; readonly frames: number }
