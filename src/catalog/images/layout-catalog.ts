import type { ImageFamily, ImageLayout } from '../../library/image-layout.ts'
import type { ImageType } from '../../library/image-type.ts'
import type { OriginalRef } from '../../library/image.ts'
import type { OriginalState } from './image-catalog.ts'

export interface ImageUse {
  readonly ownerId: string
  readonly type: ImageType
}

/** What people say of images. */
export interface LayoutCatalog {
  /** All that could be shown of an owner and type, and what was said of it. */
  findFamily(ownerId: string, type: ImageType): Promise<ImageFamily>
  /**
   * Makes the layout of an owner and type what `plan` makes of it, in one step and for good: once
   * this resolves it survives a power cut. Uploads that the layout names must be known or among
   * `added`. What `plan` throws is thrown, and nothing is written.
   */
  editLayout(
    ownerId: string,
    type: ImageType,
    plan: (family: ImageFamily) => ImageLayout,
    added?: readonly { readonly ref: OriginalRef; readonly state: OriginalState }[],
  ): Promise<void>
  /** Owners and types that an original belongs to. */
  findUses(ref: OriginalRef): Promise<readonly ImageUse[]>
}
