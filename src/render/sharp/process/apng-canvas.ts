import type { ApngFrame } from '../../containers/apng.ts'

type Place = Pick<ApngFrame, 'left' | 'top' | 'width' | 'height'>

/** What is seen of an animated PNG, frame after frame: red, green, blue and opacity in 8 bits. */
export class ApngCanvas {
  readonly pixels: Buffer
  readonly #width: number

  constructor(width: number, height: number) {
    this.#width = width
    this.pixels = Buffer.alloc(4 * width * height)
  }

  /** Lays a frame with these pixels on what is there. */
  draw(frame: ApngFrame, pixels: Buffer): void {
    for (const { from, at, length } of this.#rows(frame))
      if (frame.blend === 'source') pixels.copy(this.pixels, at, from, from + length)
      else for (let byte = 0; byte < length; byte += 4) this.#lay(pixels, from + byte, at + byte)
  }

  /** Makes the place transparent. */
  clear(place: Place): void {
    for (const { at, length } of this.#rows(place)) this.pixels.fill(0, at, at + length)
  }

  /** Puts back what was there in `before`, a copy of all pixels. */
  restore(place: Place, before: Buffer): void {
    for (const { at, length } of this.#rows(place)) before.copy(this.pixels, at, at, at + length)
  }

  /** Porter and Duff's `over`, of colours with which opacity is not multiplied (PNG 13.16). */
  #lay(source: Buffer, from: number, at: number): void {
    const alpha = source[from + 3]!
    if (alpha === 0) return
    const below = (this.pixels[at + 3]! * (255 - alpha)) / 255
    const opacity = alpha + below
    for (let channel = 0; channel < 3; channel++)
      this.pixels[at + channel] = Math.round(
        (source[from + channel]! * alpha + this.pixels[at + channel]! * below) / opacity,
      )
    this.pixels[at + 3] = Math.round(opacity)
  }

  /** Where rows of a place begin: in its own pixels, and in those of the whole. In bytes. */
  *#rows({ left, top, width, height }: Place) {
    const length = 4 * width
    for (let row = 0; row < height; row++)
      yield { from: row * length, at: 4 * ((top + row) * this.#width + left), length }
  }
}
