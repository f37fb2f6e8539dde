import { fillRequest } from '../image-request.ts'
import { cardImage } from '../item-images.ts'
import { captionOf } from '../kinds.ts'
import { formatRoute } from '../router.ts'
import type { ItemDto } from '../wire.ts'
import { Caption } from './caption.tsx'
import { Picture } from './picture.tsx'

interface CardProps {
  /** `undefined` while its page of the list is on its way. */
  readonly item: ItemDto | undefined
  readonly width: number
  readonly artHeight: number
  readonly index?: number
  readonly tabIndex?: number
}

/** The picture and name of an item, leading to it. The same element before and after loading. */
export function Card({ item, width, artHeight, index, tabIndex }: CardProps) {
  const image = item === undefined ? undefined : cardImage(item)
  const link =
    item === undefined
      ? { 'aria-busy': true as const, 'aria-label': 'Loading' }
      : { href: formatRoute({ page: 'item', id: item.Id, image: undefined }) }
  return (
    <a class="card" data-index={index} tabIndex={tabIndex} {...link}>
      <span class="art" style={{ height: `${artHeight}px` }}>
        {image !== undefined && (
          <Picture image={image} request={fillRequest(width, artHeight, devicePixelRatio)} alt="" />
        )}
        {image === undefined && item !== undefined && <span class="no-art">{item.Name}</span>}
      </span>
      {item !== undefined && (
        <span class="caption">
          <Caption title={item.Name} sub={captionOf(item)} />
        </span>
      )}
    </a>
  )
}
