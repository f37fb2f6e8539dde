import type { LibraryKind } from '../src/library/library.ts'
import { planFilms } from './plan-films.ts'
import { planMusic } from './plan-music.ts'
import type { PlannedFile, Scale } from './planned.ts'
import { planPhotos } from './plan-photos.ts'
import { planSeries } from './plan-series.ts'

/** Raised when another plan or other drawing makes an older demo library out of date. */
export const DEMO_VERSION = 1

/** The demo's libraries and the folder of each below the demo's own. */
export const demoLibraries = [
  { kind: 'movies', folder: 'Movies' },
  { kind: 'tvshows', folder: 'TV Shows' },
  { kind: 'music', folder: 'Music' },
  { kind: 'photos', folder: 'Photos' },
] as const satisfies readonly { kind: LibraryKind; folder: string }[]

/** Every file of the demo library: the same for the same scale, always. */
export function planDemo(scale: Scale): readonly PlannedFile[] {
  return [...planFilms(scale), ...planSeries(scale), ...planMusic(scale), ...planPhotos(scale)]
}
