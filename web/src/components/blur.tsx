import { decode } from 'blurhash'
import { useLayoutEffect, useRef } from 'preact/hooks'

const side = 24

/** A BlurHash as a tiny canvas, stretched by the page. Nothing for a hash that cannot be read. */
export function Blur({ hash }: { readonly hash: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (context === null || context === undefined) return
    try {
      const pixels = context.createImageData(side, side)
      pixels.data.set(decode(hash, side, side))
      context.putImageData(pixels, 0, 0)
    } catch {
      context.clearRect(0, 0, side, side)
    }
  }, [hash])
  return <canvas ref={canvas} class="blur" width={side} height={side} aria-hidden="true" />
}
