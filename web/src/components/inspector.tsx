import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { base } from '../base.ts'
import { change, goBack } from '../history.ts'
import { type ImageRequest, imageUrl } from '../../../client/index.ts'
import { labelOf } from '../item-images.ts'
import type { ItemImage } from '../item-images.ts'
import type { ItemDto } from '../wire.ts'
import { useRetry } from '../use-retry.ts'
import { useRendered } from '../use-rendered.ts'
import { CopyUrl } from './copy-url.tsx'
import { RenderedFacts } from './rendered-facts.tsx'
import { SizeControls } from './size-controls.tsx'

interface InspectorProps {
  readonly item: ItemDto
  readonly images: readonly ItemImage[]
  readonly image: ItemImage
}

/** Sizes tried last, kept while the page is open: another image is often wanted at the same size. */
let lastRequest: ImageRequest = { maxWidth: 1280, quality: 90 }

/** One image closely: at any size, as the server renders it, with the URL that does. */
export function Inspector({ item, images, image }: InspectorProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [request, setRequest] = useState(lastRequest)
  const [turn, setTurn] = useState(0)
  const [decoded, setDecoded] = useState<{ width: number; height: number }>()
  const url = imageUrl(location.origin + base, image, request)
  const rendered = useRendered(url, turn)
  const again = () => setTurn((count) => count + 1)
  useRetry(rendered.kind === 'failed' ? rendered.error : undefined, again)

  useLayoutEffect(() => {
    dialog.current?.showModal()
    // Not on the first button, which nobody chose; Tab leads there.
    dialog.current?.focus()
  }, [])
  useEffect(() => {
    lastRequest = request
  }, [request])
  useEffect(() => setDecoded(undefined), [url, turn])

  const leave = () => goBack({ page: 'item', id: item.Id, image: undefined })
  const at = images.indexOf(image)
  const step = (by: number) => {
    const next = images[at + by]
    if (next !== undefined) change({ page: 'item', id: item.Id, image: next })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest('input, select, textarea')) return
    if (event.key === 'ArrowLeft') step(-1)
    if (event.key === 'ArrowRight') step(1)
  }
  return (
    <dialog
      ref={dialog}
      class="inspector"
      tabIndex={-1}
      aria-label={`${labelOf(image)} of ${item.Name}`}
      onCancel={(event) => {
        event.preventDefault()
        leave()
      }}
      onKeyDown={onKeyDown}
    >
      <header>
        <div>
          <h2>{labelOf(image)}</h2>
          <p>{item.Name}</p>
        </div>
        <span class="steps">
          <button type="button" class="icon" disabled={at <= 0} onClick={() => step(-1)}>
            <span aria-hidden="true">‹</span>
            <span class="hidden">Previous image</span>
          </button>
          <span>
            {at + 1} / {images.length}
          </span>
          <button
            type="button"
            class="icon"
            disabled={at >= images.length - 1}
            onClick={() => step(1)}
          >
            <span aria-hidden="true">›</span>
            <span class="hidden">Next image</span>
          </button>
        </span>
        <button type="button" class="icon" onClick={leave}>
          <span aria-hidden="true">✕</span>
          <span class="hidden">Close</span>
        </button>
      </header>
      <div class="stage" aria-busy={rendered.kind === 'waiting'}>
        {rendered.kind === 'there' && (
          <img
            src={rendered.source}
            alt={`${labelOf(image)} of ${item.Name}, as rendered`}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setDecoded({ width: naturalWidth, height: naturalHeight })
            }
          />
        )}
        {rendered.kind === 'failed' && (
          <div class="refused" role="alert">
            <strong>
              {rendered.error.status === 0 ? 'No answer' : `Answered ${rendered.error.status}`}
            </strong>
            <p>{rendered.error.message}</p>
          </div>
        )}
      </div>
      <div class="panel">
        <SizeControls request={request} onChange={setRequest} />
        <CopyUrl url={url} />
        <RenderedFacts image={image} rendered={rendered} decoded={decoded} again={again} />
      </div>
    </dialog>
  )
}
