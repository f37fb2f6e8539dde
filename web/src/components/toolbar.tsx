import { change } from '../history.ts'
import { traitsOf } from '../kinds.ts'
import { sortNames, sortsDownAtFirst } from '../router.ts'
import type { LibraryRoute } from '../router.ts'

interface ToolbarProps {
  readonly route: LibraryRoute
  readonly name: string
  readonly sections: readonly string[]
  readonly shown: string
  readonly total: number | undefined
}

const sortWords = { name: 'Name', year: 'Year', added: 'Date added' } as const

/** A library's title with what chooses and orders what is below. */
export function Toolbar({ route, name, sections, shown, total }: ToolbarProps) {
  return (
    <div class="toolbar">
      <h1>
        {name} <small aria-live="polite">{total?.toLocaleString('en')}</small>
      </h1>
      {sections.length > 1 && (
        <div class="segments" role="group" aria-label="Show">
          {sections.map((section, index) => (
            <button
              key={section}
              type="button"
              aria-pressed={section === shown}
              onClick={() => change({ ...route, show: index === 0 ? undefined : section })}
            >
              {traitsOf(section).many}
            </button>
          ))}
        </div>
      )}
      <span class="order">
        <label>
          <span class="hidden">Sort by</span>
          <select
            value={route.sort}
            onChange={(event) => {
              const sort =
                sortNames.find((candidate) => candidate === event.currentTarget.value) ?? 'name'
              change({ ...route, sort, descending: sortsDownAtFirst(sort) })
            }}
          >
            {sortNames.map((sort) => (
              <option key={sort} value={sort}>
                {sortWords[sort]}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="icon"
          aria-label={
            route.descending ? 'Descending; sort ascending' : 'Ascending; sort descending'
          }
          title={route.descending ? 'Descending' : 'Ascending'}
          onClick={() => change({ ...route, descending: !route.descending })}
        >
          <span aria-hidden="true">{route.descending ? '↓' : '↑'}</span>
        </button>
      </span>
    </div>
  )
}
