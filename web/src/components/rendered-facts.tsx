import type { ItemImage } from '../item-images.ts'
import { bytesText } from '../text.ts'
import type { Rendered } from '../use-rendered.ts'

interface RenderedFactsProps {
  readonly image: ItemImage
  readonly rendered: Rendered
  /** The picture's size as the browser decoded it. */
  readonly decoded: { readonly width: number; readonly height: number } | undefined
  readonly again: () => void
}

/** What came back, measured here rather than promised. */
export function RenderedFacts({ image, rendered, decoded, again }: RenderedFactsProps) {
  const there = rendered.kind === 'there' ? rendered : undefined
  const original =
    image.width === undefined || image.height === undefined
      ? '–'
      : `${image.width} × ${image.height}${image.bytes === undefined ? '' : ` · ${bytesText(image.bytes)}`}`
  const facts: readonly (readonly [string, string])[] = [
    ['Original', original],
    ['Rendered', decoded === undefined ? '–' : `${decoded.width} × ${decoded.height}`],
    ['Bytes', there === undefined ? '–' : `${bytesText(there.bytes)} · ${there.mime}`],
    ['Cache-Status', there?.cacheStatus ?? '–'],
    ['Cache-Control', there?.cacheControl ?? '–'],
    ['Took', there === undefined ? '–' : `${Math.round(there.milliseconds)} ms`],
    ['Tag', image.tag],
  ]
  return (
    <div class="rendered">
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd data-fact={name}>{value}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="button quiet" onClick={again}>
        Ask again
      </button>
    </div>
  )
}
