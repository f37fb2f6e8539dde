import sharp, { type OverlayOptions, type Sharp } from 'sharp'
import * as svg from './artwork-svg.ts'
import { paintScene } from './paint/scenes.ts'
import type { Encoding, Look, PictureSpec } from './picture.ts'
import { randomFrom } from './random.ts'

// The one place outside the renderer that draws: this file runs in the demo's own child process.
sharp.cache(false)
sharp.concurrency(1)

const GRAIN = 256
let grain: Buffer | undefined

/** Film grain: a tile of grey noise about the middle, which `soft-light` leaves alone. */
function grainTile(): Buffer {
  if (grain !== undefined) return grain
  const random = randomFrom('grain')
  grain = Buffer.alloc(GRAIN * GRAIN * 3)
  for (let i = 0; i < grain.length; i += 3)
    grain.fill(128 + (random() + random() + random() - 1.5) * 46, i, i + 3)
  return grain
}

/** The grain to lay over a picture; a tile may not be larger than what it is laid on. */
function overGrain(size: { readonly width: number; readonly height: number }): OverlayOptions {
  const width = Math.min(GRAIN, size.width)
  const height = Math.min(GRAIN, size.height)
  const tile = grainTile()
  const row = GRAIN * 3
  const rows = Array.from({ length: height }, (_, y) => tile.subarray(y * row, y * row + width * 3))
  const raw = { width, height, channels: 3 } as const
  return { input: Buffer.concat(rows), raw, tile: true, blend: 'soft-light' }
}

/** The look at full size, from a smaller painting: detail beyond that is the grain's. */
function scene(
  look: Look,
  size: { readonly width: number; readonly height: number },
  options: { ground?: number | undefined; vignette?: number } = {},
): Sharp {
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
  return image.resize(width, height, { fit: 'fill', kernel: 'cubic' })
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
  const still = await scene(spec.look, wide).png().toBuffer()
  const cuts = Array.from({ length: frames }, async (_, i) => {
    const turn = (1 - Math.cos((i / frames) * Math.PI * 2)) / 2
    const left = Math.round((wide.width - width) * turn)
    return await sharp(still).extract({ left, top: 0, width, height }).png().toBuffer()
  })
  const pages = await Promise.all(cuts)
  return sharp(pages, { join: { animated: true } })
}

async function drawSubject(spec: PictureSpec): Promise<Sharp> {
  const { width, height } = spec
  switch (spec.kind) {
    case 'poster': {
      const image = scene(spec.look, spec, {
        ground: svg.groundOf(spec.prop, svg.posterLayout(spec).ground),
      })
      return image.composite([overGrain(spec), { input: svg.posterOverlay(spec, width, height) }])
    }
    case 'backdrop': {
      const image = scene(spec.look, spec, { ground: svg.groundOf(spec.prop, 0.82) })
      const overlay = { input: svg.backdropOverlay(spec, width, height) }
      return image.composite(
        spec.prop === undefined ? [overGrain(spec)] : [overGrain(spec), overlay],
      )
    }
    case 'lettered':
      return scene(spec.look, spec).composite([
        overGrain(spec),
        { input: svg.letteredOverlay(spec, width, height) },
      ])
    case 'logo':
      return sharp(svg.logoSvg(spec, width, height))
    case 'clearart':
      return sharp(svg.clearartSvg(spec, width, height))
    case 'disc':
      return scene(spec.look, spec, { vignette: 0 })
        .ensureAlpha()
        .composite([
          { input: svg.discOverlay(spec, width, height) },
          { input: svg.discMask(width, height), blend: 'dest-in' },
        ])
    case 'cover':
      return scene(spec.look, spec).composite([
        overGrain(spec),
        { input: svg.coverOverlay(spec, width, height) },
      ])
    case 'portrait':
      return scene(spec.look, spec).composite([
        { input: svg.portraitOverlay(spec, width, height) },
        overGrain(spec),
      ])
    case 'photo': {
      const upright = scene(spec.look, spec, { vignette: 0.25 }).composite([overGrain(spec)])
      if (spec.orientation === 1) return upright
      // Stored turned the other way round, as a camera held askew does.
      const turn = { 3: 180, 6: 270, 8: 90 }[spec.orientation]
      const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true })
      const raw = { width: info.width, height: info.height, channels: info.channels }
      return sharp(data, { raw }).rotate(turn).withMetadata({ orientation: spec.orientation })
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
