import { presetText, type SizePreset } from '../src/prerender/size-preset.ts'
import { planGrid } from '../web/src/grid-layout.ts'
import { devicePixels, fillRequest } from '../web/src/image-request.ts'
import { kindTraits } from '../web/src/kinds.ts'

/** Windows that are common: width in CSS pixels, and pixels of the screen for each. */
const windows: readonly (readonly [width: number, ratio: number])[] = [
  // Phones
  [360, 3],
  [390, 3],
  [412, 2.625],
  [430, 3],
  // Tablets
  [768, 2],
  [820, 2],
  [1024, 2],
  // Laptops and monitors
  [1280, 1],
  [1366, 1],
  [1440, 2],
  [1536, 1.25],
  [1728, 2],
  [1920, 1],
  [1920, 2],
  [2560, 1],
  [3840, 1],
]

/** Of the window's edge where systems give it a width. */
const scrollbar = 15
/** `--edge` in the style sheet. */
const edgeOf = (width: number) => Math.min(72, Math.max(16, width * 0.032))

/** What the page asks of the first pictures at common windows, as `presetText` has it. */
export function pagePresets(): readonly string[] {
  const presets = windows.flatMap(([width, ratio]) => [
    ...[width, width - scrollbar].flatMap((inner) =>
      [inner, inner - 2 * edgeOf(width)].flatMap((room) => cardPresets(Math.floor(room), ratio)),
    ),
    ...heroPresets(width, ratio),
  ])
  return [...new Set(presets.map(presetText))]
}

const usual = { quality: 90, accepts: 'webp' } as const

function cardPresets(room: number, ratio: number): readonly SizePreset[] {
  const shapes = new Set(Object.values(kindTraits).map(({ shape }) => shape))
  return [...shapes].flatMap((shape): readonly SizePreset[] => {
    const { cellWidth, artHeight } = planGrid(room, 100, shape, 0)
    const { fillWidth = 0, fillHeight = 0 } = fillRequest(cellWidth, artHeight, ratio)
    const orientation = shape.ratio >= 1.33 ? 'wide' : shape.ratio > 0.8 ? 'square' : 'tall'
    const size = { fillWidth, fillHeight }
    const preset = (type: SizePreset['type']): SizePreset => ({ type, orientation, size, ...usual })
    return orientation === 'wide' ? [preset('Primary'), preset('Thumb')] : [preset('Primary')]
  })
}

/** As `components/hero.tsx` asks. */
function heroPresets(width: number, ratio: number): readonly SizePreset[] {
  const wide = Math.min(3840, devicePixels(width, ratio, 640))
  const size = { fillWidth: wide, fillHeight: Math.round((wide * 9) / 16) }
  return [{ type: 'Backdrop', orientation: 'wide', size, ...usual }]
}
