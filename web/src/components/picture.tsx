import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type ImageRef, type ImageRequest, imageUrl } from '../../../client/index.ts'
import { base } from '../base.ts'
import { useConnection } from '../connection.ts'
import { withToken } from '../session.ts'
import { Blur } from './blur.tsx'

interface PictureProps {
  readonly image: ImageRef
  readonly request: ImageRequest
  /** `''` where the words beside the picture say all. */
  readonly alt: string
  readonly lazy?: boolean
}

/** An image that fades in over its BlurHash. */
export function Picture(props: PictureProps) {
  const { id, type, index, tag } = props.image
  // The state below belongs to one picture; another size of it is no other picture.
  return <OnePicture key={`${id}/${type}/${index}/${tag}`} {...props} />
}

/** Seen through: what is behind them must not be a blur. */
const clearTypes = new Set(['Logo', 'Art', 'Disc'])

function OnePicture({ image, request, alt, lazy }: PictureProps) {
  const [state, setState] = useState<'waiting' | 'there' | 'at-once' | 'failed'>('waiting')
  const element = useRef<HTMLImageElement>(null)
  useLayoutEffect(() => {
    if (element.current?.complete === true && element.current.naturalWidth > 0) setState('at-once')
  }, [])
  // What is damaged fails again; what only the connection kept away comes.
  const connection = useConnection()
  useEffect(() => setState((current) => (current === 'failed' ? 'waiting' : current)), [connection])
  return (
    <span class={`picture ${state}`}>
      {image.blurHash !== undefined && !clearTypes.has(image.type) && (
        <Blur hash={image.blurHash} />
      )}
      {state === 'failed' ? (
        <span class="broken" role="img" aria-label={`${alt} (cannot be shown)`}>
          Cannot be shown
        </span>
      ) : (
        <img
          ref={element}
          src={withToken(imageUrl(base, image, request))}
          alt={alt}
          decoding="async"
          loading={lazy === true ? 'lazy' : 'eager'}
          draggable={false}
          onLoad={() => setState((current) => (current === 'at-once' ? current : 'there'))}
          onError={() => setState('failed')}
        />
      )}
    </span>
  )
}
