import { breakTitle } from './lettering.ts'
import { mix, type Palette, paletteOf, toHex } from './paint/palette.ts'
import type { Subject } from './picture.ts'
import { type PropName, props } from './props.ts'
import { randomFrom } from './paint/random.ts'
import { smallLine, titleBlock } from './title-block.ts'

type Of<K extends Subject['kind']> = Extract<Subject, { kind: K }>

function propAt(prop: PropName, x: number, y: number, size: number, fill: string): string {
  return `<path transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${(size / 100).toFixed(3)})" d="${props[prop]}" fill="${fill}"/>`
}

function wrap(width: number, height: number, body: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`,
  )
}

/** A soft dark band behind letters; `up` when it lies at the foot. */
function scrim(width: number, height: number, colour: string, up: boolean, reach: number): string {
  const [y1, y2] = up ? [1, 0] : [0, 1]
  return `<linearGradient id="scrim" x1="0" x2="0" y1="${y1}" y2="${y2}"><stop offset="0" stop-color="${colour}" stop-opacity=".92"/><stop offset=".45" stop-color="${colour}" stop-opacity=".6"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/></linearGradient><rect width="${width}" height="${height * reach}" y="${up ? height * (1 - reach) : 0}" fill="url(#scrim)"/>`
}

const flying: readonly PropName[] = ['birds', 'balloon', 'rocket']

/** Where near-black ground begins under a prop, or nowhere for what flies or swims. */
export function groundOf(prop: PropName | undefined, height: number): number | undefined {
  return prop === undefined || flying.includes(prop) || prop === 'boat' ? undefined : height
}

/** Whether the title stands above the scene, and where the ground lies if somebody stands on it. */
export function posterLayout(spec: Of<'poster'>): { atTop: boolean; ground: number } {
  const long = breakTitle(spec.title, 3).length > 2
  const stands = groundOf(spec.prop, 1) !== undefined
  const atTop = randomFrom(`layout ${spec.title}`)() < (long && stands ? 1 : 0.35)
  return { atTop, ground: atTop ? 0.76 : 0.6 }
}

export function posterOverlay(spec: Of<'poster'>, width: number, height: number): Buffer {
  const palette = paletteOf(spec.look.palette)
  const random = randomFrom(`poster ${spec.title}`)
  const dark = toHex(mix(palette.near, [0, 0, 0], 0.35))
  const { atTop, ground } = posterLayout(spec)
  const room = width * 0.84
  const block = titleBlock(spec.title, palette, room, {
    lines: 3,
    tall: height * random.between(0.07, 0.085),
    fill: random() < 0.62,
    id: 't',
  })
  const foot = height * 0.94
  const top = atTop ? height * 0.07 : foot - height * 0.04 - block.height
  let body = scrim(width, height, dark, !atTop, Math.min(0.75, block.height / height + 0.22))
  if (atTop) body += scrim(width, height, dark, true, 0.2).replaceAll('scrim', 'foot')
  if (spec.prop !== undefined) body = posterProp(spec.prop, palette, width, height, ground) + body
  body += `<g transform="translate(${((width - room) / 2).toFixed(1)} ${top.toFixed(1)})">${block.svg}</g>`
  const lineAt = atTop ? top + block.height + height * 0.03 : top - height * 0.036
  body += smallLine(spec.line, palette.accent, width / 2, lineAt, { height: height * 0.0125, room })
  const credits = `A ${random.pick(['Lantern Hill', 'Half Moon', 'North Quay', 'Paper Crane', 'Blue Door'])} picture · written and directed by ${random.pick(['Ines Valcourt', 'Tomas Brede', 'Mara Quill', 'Joren Aske', 'Lia Fonteyn'])} · music by ${random.pick(['Ada Lorne', 'Pim Castell', 'Ruo Hadley'])}`
  body += smallLine(credits, palette.ink, width / 2, foot, {
    height: height * 0.0115,
    room: room * 0.9,
    tracking: 0.28,
    weight: 0.1,
    breadth: 0.45,
  })
  return wrap(width, height, body)
}

function posterProp(
  prop: PropName,
  palette: Palette,
  width: number,
  height: number,
  ground: number,
): string {
  const dark = toHex(mix(palette.near, [0, 0, 0], 0.35))
  const size = height * (prop === 'figure' || prop === 'wolf' ? 0.1 : 0.19)
  if (prop === 'birds') return propAt(prop, width * 0.5, height * 0.4, size, dark)
  if (prop === 'boat') return propAt(prop, width * 0.5, height * 0.6, size, dark)
  if (!flying.includes(prop))
    return propAt(prop, width / 2, height * ground + size * 0.05, size, dark)
  // Lit from one side, for it may fly before a dark sky.
  const lit = `<linearGradient id="lit" x1="0" x2="1" y1="0" y2=".4"><stop offset="0" stop-color="${toHex(palette.light)}"/><stop offset=".45" stop-color="${toHex(palette.horizon)}"/><stop offset="1" stop-color="${dark}"/></linearGradient>`
  return lit + propAt(prop, width * 0.42, height * 0.46, size, 'url(#lit)')
}

export function backdropOverlay(
  spec: Of<'backdrop'>,
  width: number,
  height: number,
): Buffer | undefined {
  const palette = paletteOf(spec.look.palette)
  const random = randomFrom(`backdrop ${spec.look.seed}`)
  const dark = toHex(mix(palette.near, [0, 0, 0], 0.3))
  if (spec.prop === undefined) return undefined
  const air = flying.includes(spec.prop)
  const x = width * (air || spec.prop === 'boat' ? random.between(0.25, 0.75) : 0.5)
  const y = height * (air ? random.between(0.35, 0.5) : spec.prop === 'boat' ? 0.64 : 0.83)
  const size = height * (spec.prop === 'boat' ? 0.2 : 0.25)
  return wrap(width, height, propAt(spec.prop, x, y + (air ? 0 : size * 0.03), size, dark))
}

/** A title on a wide picture: banners and landscape thumbs. */
export function letteredOverlay(spec: Of<'lettered'>, width: number, height: number): Buffer {
  const palette = paletteOf(spec.look.palette)
  const dark = toHex(mix(palette.near, [0, 0, 0], 0.3))
  const wide = width / height > 3
  const block = titleBlock(spec.title, palette, width * (wide ? 0.7 : 0.72), {
    lines: wide ? 1 : 3,
    tall: height * (wide ? 0.34 : 0.15),
    fill: false,
    id: 't',
  })
  const veil = `<rect width="${width}" height="${height}" fill="${dark}" fill-opacity=".42"/>`
  const at = `translate(${((width - block.width) / 2).toFixed(1)} ${((height - block.height) / 2).toFixed(1)})`
  return wrap(width, height, `${veil}<g transform="${at}">${block.svg}</g>`)
}

/** Letters alone, on nothing: light ones, because clients lay logos over dark pictures. */
export function logoSvg(spec: Of<'logo'>, width: number, height: number): Buffer {
  const palette = paletteOf(spec.look.palette)
  const room = width * 0.92
  const lines = spec.title.length > 12 ? 2 : 1
  const options = { lines, fill: lines > 1, id: 't' }
  let block = titleBlock(spec.title, palette, room, {
    ...options,
    tall: height * (lines > 1 ? 0.3 : 0.5),
  })
  if (block.height > height * 0.9)
    block = titleBlock(spec.title, palette, room, {
      ...options,
      tall: (height * 0.26 * height) / block.height,
      fill: false,
    })
  const at = `translate(${((width - room) / 2).toFixed(1)} ${((height - block.height) / 2).toFixed(1)})`
  return wrap(width, height, `<g transform="${at}">${block.svg}</g>`)
}

/** A title and its silhouette before a sun, cut out. */
export function clearartSvg(spec: Of<'clearart'>, width: number, height: number): Buffer {
  const palette = paletteOf(spec.look.palette)
  const room = width * 0.9
  const block = titleBlock(spec.title, palette, room, {
    lines: 2,
    tall: height * 0.13,
    fill: false,
    id: 't',
  })
  // The sun takes what the letters leave.
  const r = Math.min(height * 0.36, (height * 0.91 - block.height) / 2)
  const cy = height * 0.02 + r
  const sun = `<linearGradient id="sun" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="${toHex(palette.light)}"/><stop offset=".6" stop-color="${toHex(palette.horizon)}"/><stop offset="1" stop-color="${toHex(palette.middle)}"/></linearGradient><circle cx="${width / 2}" cy="${cy}" r="${r}" fill="url(#sun)"/>`
  const prop = propAt(spec.prop, width / 2, cy + r * 0.92, r * 1.5, toHex(palette.near))
  const at = `translate(${((width - room) / 2).toFixed(1)} ${(height * 0.97 - block.height).toFixed(1)})`
  return wrap(width, height, `${sun}${prop}<g transform="${at}">${block.svg}</g>`)
}

export function discOverlay(spec: Of<'disc'>, width: number, height: number): Buffer {
  const palette = paletteOf(spec.look.palette)
  const r = width / 2
  const block = titleBlock(spec.title, palette, width * 0.62, {
    lines: 2,
    tall: height * 0.075,
    fill: false,
    id: 't',
  })
  const ring = (radius: number, opacity: number, weight: number) =>
    `<circle cx="${r}" cy="${r}" r="${r * radius}" fill="none" stroke="#fff" stroke-opacity="${opacity}" stroke-width="${r * weight}"/>`
  const sheen = `<linearGradient id="sheen" x1="0" x2="1" y1="0" y2="1"><stop offset=".2" stop-color="#fff" stop-opacity="0"/><stop offset=".42" stop-color="#fff" stop-opacity=".22"/><stop offset=".5" stop-color="#fff" stop-opacity="0"/><stop offset=".8" stop-color="#fff" stop-opacity=".12"/><stop offset="1" stop-color="#000" stop-opacity=".2"/></linearGradient><circle cx="${r}" cy="${r}" r="${r}" fill="url(#sheen)"/>`
  const body = `<rect width="${width}" height="${height}" fill="#000" fill-opacity=".25"/>${sheen}${ring(0.985, 0.5, 0.012)}${ring(0.31, 0.35, 0.01)}${ring(0.22, 0.25, 0.12)}<g transform="translate(${width * 0.19} ${height * 0.2 - block.height / 2})">${block.svg}</g>`
  return wrap(width, height, body)
}

/** What of a disc is there: all but the corners and the hole. */
export function discMask(width: number, height: number): Buffer {
  const r = width / 2
  const path = `<circle cx="${r}" cy="${r}" r="${r * 0.575}" fill="none" stroke="#fff" stroke-width="${r * 0.85}"/>`
  return wrap(width, height, path)
}

export function coverOverlay(spec: Of<'cover'>, width: number, height: number): Buffer {
  const palette = paletteOf(spec.look.palette)
  const random = randomFrom(`cover ${spec.title}`)
  const dark = toHex(mix(palette.near, [0, 0, 0], 0.3))
  const layout = random.pick(['frame', 'foot', 'middle'])
  const block = titleBlock(spec.title, palette, width * 0.74, {
    lines: 3,
    tall: height * 0.09,
    fill: layout !== 'foot',
    id: 't',
  })
  const x = width * 0.13
  const y =
    layout === 'middle'
      ? (height - block.height) / 2
      : layout === 'foot'
        ? height * 0.86 - block.height
        : height * 0.14
  const frame = `<rect x="${width * 0.06}" y="${height * 0.06}" width="${width * 0.88}" height="${height * 0.88}" fill="none" stroke="${palette.ink}" stroke-opacity=".85" stroke-width="${width * 0.006}"/>`
  const veil = `<rect width="${width}" height="${height}" fill="${dark}" fill-opacity=".3"/>`
  const artist = smallLine(
    spec.line,
    palette.ink,
    width / 2,
    height * (layout === 'foot' ? 0.11 : 0.885),
    { height: height * 0.022, room: width * 0.74 },
  )
  return wrap(
    width,
    height,
    `${veil}${layout === 'frame' ? frame : ''}<g transform="translate(${x} ${y.toFixed(1)})">${block.svg}</g>${artist}`,
  )
}

/** Head and shoulders against the light: nobody in particular. */
export function portraitOverlay(spec: Of<'portrait'>, width: number, height: number): Buffer {
  const palette = paletteOf(spec.look.palette)
  const random = randomFrom(`portrait ${spec.look.seed}`)
  const dark = toHex(mix(palette.near, [0, 0, 0], 0.2))
  const lit = toHex(mix(palette.near, palette.far, 0.8))
  const cx = width * random.between(0.46, 0.54)
  const cy = height * 0.4
  const r = height * random.between(0.135, 0.155)
  const long = random() < 0.5
  const hair = long
    ? `<path d="M${cx - r * 1.15} ${cy + r * 2.2}C${cx - r * 1.9} ${cy - r * 2.6} ${cx + r * 1.9} ${cy - r * 2.6} ${cx + r * 1.15} ${cy + r * 2.2}Z" fill="${dark}"/>`
    : `<ellipse cx="${cx}" cy="${cy - r * 0.35}" rx="${r * 0.98}" ry="${r * 1.02}" fill="${dark}"/>`
  const sweep = width * random.between(0.4, 0.46)
  const body = `<linearGradient id="rim" x1="0" x2="1" y1="0" y2=".3"><stop offset="0" stop-color="${toHex(palette.horizon)}"/><stop offset=".3" stop-color="${lit}"/><stop offset=".8" stop-color="${dark}"/></linearGradient>${hair}<path d="M${cx - sweep} ${height}C${cx - sweep} ${height * 0.72} ${cx - r * 0.6} ${height * 0.7} ${cx - r * 0.5} ${cy + r * 1.5}L${cx - r * 0.5} ${cy + r}H${cx + r * 0.5}L${cx + r * 0.5} ${cy + r * 1.5}C${cx + r * 0.6} ${height * 0.7} ${cx + sweep} ${height * 0.72} ${cx + sweep} ${height}Z" fill="url(#rim)"/><ellipse cx="${cx}" cy="${cy}" rx="${r * 0.8}" ry="${r * 1.08}" fill="url(#rim)"/>${long ? '' : `<path d="M${cx - r * 0.86} ${cy - r * 0.1}A${r * 0.86} ${r * 1.1} 0 0 1 ${cx + r * 0.86} ${cy - r * 0.1}Q${cx} ${cy - r * 0.95} ${cx - r * 0.86} ${cy - r * 0.1}Z" fill="${dark}"/>`}`
  return wrap(width, height, body)
}
