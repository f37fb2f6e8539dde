import { readFileSync } from 'node:fs'
import { root } from '../installation.ts'
import { parsePreset, type SizePreset } from './size-preset.ts'

/** What the page asks for at common windows, as its build found; none where it is not built. */
export function readPagePresets(): readonly SizePreset[] {
  try {
    const texts: unknown = JSON.parse(readFileSync(new URL('dist/web/presets.json', root), 'utf8'))
    return Array.isArray(texts) ? texts.flatMap((text) => parsePreset(String(text)) ?? []) : []
  } catch {
    return []
  }
}
