import { allowed, confined } from '../../test/support/architecture/import-rules.ts'
import { codes, table } from './table.ts'

/**
 * Who may import whom, as `test/architecture.test.ts` enforces it. A list, not a table: its widest
 * row would pad all others.
 */
export function importList(): string {
  return rowsOf(allowed)
    .map(([area, places]) => `- ${area}: ${places}`)
    .join('\n')
}

/** Packages that one place alone knows. */
export function confinedTable(): string {
  return table(['Package', 'Used in'], rowsOf(confined))
}

function rowsOf(rules: Readonly<Record<string, readonly string[]>>): string[][] {
  return Object.entries(rules).map(([key, places]) => [
    codes([key]),
    places.length === 0 ? 'nothing' : codes(places),
  ])
}
