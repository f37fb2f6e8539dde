import type { ImageType } from '../library/image-type.ts'
import type { Item } from '../library/item.ts'

/** Whose images of which type are edited. */
export interface EditTarget {
  readonly ownerId: string
  readonly type: ImageType
  /** The owner, where it is an item: its folder may be written to. */
  readonly item?: Item
  /** Whether the owner is a user, whose pictures have a bound of their own. */
  readonly isUser?: true
}
