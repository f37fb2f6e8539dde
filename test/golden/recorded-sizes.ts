import { readFileSync } from 'node:fs'
import type { Size } from '../../src/render/plan/geometry.ts'

/** What two versions of Jellyfin made of one original: `WxH` each. */
export interface RecordedSize {
  readonly original: Size
  /** Size parameters. */
  readonly query: string
  readonly '10.11': string
  readonly '12.0': string
}

/** Sizes that Jellyfin 10.11.11 and 12.0.0 answered with, for the pictures of the demo library. */
export function recordedSizes(): readonly RecordedSize[] {
  const text = readFileSync(new URL('./sizes/jellyfin.tsv', import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [original = '', query = '', old = '', current = ''] = line.split('\t')
      return { original: toSize(original), query, '10.11': old, '12.0': current }
    })
}

/** Of a text such as `1000x1500`. */
export function toSize(text: string): Size {
  const [width = 0, height = 0] = text.split('x').map(Number)
  return { width, height }
}
