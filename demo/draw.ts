import sharp, { type Sharp } from 'sharp'
import * as svg from './artwork-svg.ts'
import { paintScene } from './paint/scenes.ts'
import type { Encoding, Look, PictureSpec } from './picture.ts'
import { randomFrom } from './paint/random.ts'

// The one place outside the renderer that draws: this file runs in the demo's own child process.
sharp.cache(false)
sharp.concurrency(1)

const GRAIN = 65536
let grain: Int8Array | undefined

/** Film grain, over raw RGB: most in the middle tones, none in black and white. */
function addGrain(rgb: Buffer, width: number): void {
  if (grain === undefined) {
    const random = randomFrom('grain')
    grain = Int8Array.from({ length: GRAIN }, () => (random() + random() + random() - 1.5) * 36)
  }
  const pixels = new Uint8ClampedArray(rgb.buffer, rgb.byteOffset, rgb.byteLength)
  const stride = width * 3
  for (let row = 0, y = 0; row < pixels.length; row += stride, y += 1) {
    // Each row starts elsewhere in the table, so that no pattern shows.
    let at = Math.imul(y, 40503)
    for (let i = row; i < row + stride; i += 3) {
      const green = pixels[i + 1]!
      const delta = (grain[at & (GRAIN - 1)]! * green * (255 - green)) >> 15
      pixels[i]! += delta
      pixels[i + 1] = green + delta
      pixels[i + 2]! += delta
      at += 1
    }
  }
}

/** The look at full size, from a smaller painting: detail beyond that is the grain's. */
async function scene(
  look: Look,
  size: { readonly width: number; readonly height: number },
  options: { ground?: number | undefined; vignette?: number } = {},
): Promise<Sharp> {
  const { width, height } = size
  const most = width * height > 4e6 ? 640_000 : 320_000
  const scale = Math.min(1, Math.sqrt(most / (width * height)))
  const w = Math.max(1, Math.round(width * scale))
  const h = Math.max(1, Math.round(height * scale))
  const { ground, vignette } = options
  const raw = paintScene(look, w, h, {
    ...(ground === undefined ? {} : { ground }),
    ...(vignette === undefined ? {} : { vignette }),
  })
  const image = sharp(raw, { raw: { width: w, height: h, channels: 3 } })
  const full = await image.resize(width, height, { fit: 'fill', kernel: 'cubic' }).raw().toBuffer()
  addGrain(full, width)
  return sharp(full, { raw: { width, height, channels: 3 } })
}

function encode(image: Sharp, encoding: Encoding): Sharp {
  switch (encoding) {
    case 'jpeg':
      return image.jpeg({ quality: 86 })
    case 'progressive-jpeg':
      return image.jpeg({ quality: 88, progressive: true })
    case 'png':
      return image.png({ compressionLevel: 6, adaptiveFiltering: false })
    case 'webp':
      return image.webp({ quality: 82, effort: 2 })
    case 'avif':
      return image.avif({ quality: 60, effort: 1 })
    case 'gif':
      return image.gif({ effort: 2, loop: 0 })
    default:
      return encoding satisfies never
  }
}

/** Frames in which the view drifts sideways over a picture wider than it. */
async function animate(spec: Extract<PictureSpec, { kind: 'animation' }>): Promise<Sharp> {
  const { width, height, frames } = spec
  const wide = { width: Math.round(width * 1.3), height }
  const still = await (await scene(spec.look, wide)).png().toBuffer()
  const cuts = Array.from({ length: frames }, async (_, i) => {
    const turn = (1 - Math.cos((i / frames) * Math.PI * 2)) / 2
    const left = Math.round((wide.width - width) * turn)
    return await sharp(still).extract({ left, top: 0, width, height }).png().toBuffer()
  })
  const pages = await Promise.all(cuts)
  return sharp(pages, { join: { animated: true } })
}

/** The overlay, or nothing to lay over. */
function over(image: Sharp, overlay: Buffer | undefined): Sharp {
  return overlay === undefined ? image : image.composite([{ input: overlay }])
}

async function drawSubject(spec: PictureSpec): Promise<Sharp> {
  const { width, height } = spec
  switch (spec.kind) {
    case 'poster': {
      const ground = svg.groundOf(spec.prop, svg.posterLayout(spec).ground)
      return over(await scene(spec.look, spec, { ground }), svg.posterOverlay(spec, width, height))
    }
    case 'backdrop': {
      const ground = svg.groundOf(spec.prop, 0.82)
      return over(
        await scene(spec.look, spec, { ground }),
        svg.backdropOverlay(spec, width, height),
      )
    }
    case 'lettered':
      return over(await scene(spec.look, spec), svg.letteredOverlay(spec, width, height))
    case 'cover':
      return over(await scene(spec.look, spec), svg.coverOverlay(spec, width, height))
    case 'portrait':
      return over(await scene(spec.look, spec), svg.portraitOverlay(spec, width, height))
    case 'logo':
      return sharp(svg.logoSvg(spec, width, height))
    case 'clearart':
      return sharp(svg.clearartSvg(spec, width, height))
    case 'disc': {
      const image = await scene(spec.look, spec, { vignette: 0 })
      return image
        .ensureAlpha()
        .composite([
          { input: svg.discOverlay(spec, width, height) },
          { input: svg.discMask(width, height), blend: 'dest-in' },
        ])
    }
    case 'photo': {
      const upright = await scene(spec.look, spec, { vignette: 0.25 })
      if (spec.orientation === 1) return upright
      // Stored turned the other way round, as a camera held askew does.
      const turn = { 3: 180, 6: 270, 8: 90 }[spec.orientation]
      return upright.rotate(turn).withMetadata({ orientation: spec.orientation })
    }
    case 'animation':
      return await animate(spec)
    default:
      return spec satisfies never
  }
}

const cutOut: ReadonlySet<PictureSpec['kind']> = new Set(['logo', 'clearart', 'disc'])

/** Draws one picture into `path`. */
export async function drawPicture(spec: PictureSpec, path: string): Promise<void> {
  const subject = await drawSubject(spec)
  const image = cutOut.has(spec.kind) ? subject : subject.removeAlpha()
  await encode(image, spec.encoding).toFile(path)
}
