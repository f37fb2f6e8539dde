import { allowed, confined } from '../../test/support/architecture/import-rules.ts'
import { codes, table } from './table.ts'

/** Who may import whom, as `test/architecture.test.ts` enforces it. */
export function importTable(): string {
  return table(['May import', 'besides itself and the leaves'], rowsOf(allowed))
}

/** Packages that one place alone knows. */
export function confinedTable(): string {
  return table(['Package', 'Known in'], rowsOf(confined))
}

function rowsOf(rules: Readonly<Record<string, readonly string[]>>): string[][] {
  return Object.entries(rules).map(([key, places]) => [
    codes([key]),
    places.length === 0 ? 'nothing' : codes(places),
  ])
}
