import { devicePixels } from '../image-request.ts'
import { labelOf } from '../item-images.ts'
import type { ItemImage } from '../item-images.ts'
import { formatRoute } from '../router.ts'
import type { FileProblem, ItemDto } from '../wire.ts'
import { Picture } from './picture.tsx'

interface ArtworkProps {
  readonly item: ItemDto
  readonly images: readonly ItemImage[]
  /** Files that would be more of it; absent while they are asked for. */
  readonly problems: readonly FileProblem[] | undefined
}

const heights: Readonly<Record<string, number>> = { Primary: 240, Banner: 96, Disc: 180, Logo: 120 }

/** Every image of an item, each leading to the inspector. */
export function Artwork({ item, images, problems }: ArtworkProps) {
  return (
    <section class="block" aria-labelledby="artwork-title">
      <h2 id="artwork-title">
        Artwork <small>{images.length}</small>
      </h2>
      {problems !== undefined && problems.length > 0 && <Problems problems={problems} />}
      {images.length === 0 && problems?.length === 0 && (
        <p class="hint">
          Nothing found beside the media. Put a <code>poster.jpg</code> or <code>folder.jpg</code>{' '}
          there, and it appears here.
        </p>
      )}
      <ul class="artwork">
        {images.map((image) => (
          <li key={`${image.type}/${image.index}`}>
            <ArtworkLink item={item} image={image} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Problems({ problems }: { readonly problems: readonly FileProblem[] }) {
  return (
    <div class="flaws">
      <p>{problems.length === 1 ? 'A file cannot be used:' : 'Some files cannot be used:'}</p>
      <ul>
        {problems.map(({ file, reason, type }) => (
          <li key={`${type}/${file}/${reason}`}>
            <code>{file}</code>: {reason}
          </li>
        ))}
      </ul>
    </div>
  )
}

function ArtworkLink({ item, image }: { readonly item: ItemDto; readonly image: ItemImage }) {
  const height = heights[image.type] ?? 160
  const ratio =
    image.width !== undefined && image.height !== undefined && image.height > 0
      ? image.width / image.height
      : usualRatio(image.type)
  return (
    <a
      class="piece"
      href={formatRoute({ page: 'item', id: item.Id, image })}
      data-type={image.type}
      data-image-index={image.index}
    >
      <span class="frame" style={{ height: `${height}px`, aspectRatio: String(ratio) }}>
        <Picture
          image={image}
          request={{ fillHeight: devicePixels(height, devicePixelRatio), quality: 90 }}
          alt={labelOf(image)}
          lazy
        />
      </span>
      <span class="caption">
        <span class="title" title={labelOf(image)}>
          {labelOf(image)}
        </span>
        <span class="sub">
          {image.width === undefined ? '' : `${image.width} × ${image.height ?? '?'}`}
        </span>
      </span>
    </a>
  )
}

function usualRatio(type: string): number {
  if (type === 'Primary' || type === 'Box' || type === 'BoxRear') return 2 / 3
  if (type === 'Disc') return 1
  if (type === 'Banner') return 5.4
  return type === 'Logo' ? 2.58 : 16 / 9
}
