import { useEffect, useRef, useState } from 'preact/hooks'
import { change, goBack, visit } from '../history.ts'
import type { Route } from '../router.ts'
import type { ItemDto } from '../wire.ts'

const typingPauseMs = 180

/** Searches the library that is shown, or everything. `/` leads to it from anywhere. */
export function SearchBox({
  route,
  libraries,
}: {
  readonly route: Route
  readonly libraries: readonly ItemDto[]
}) {
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const requested = route.page === 'library' || route.page === 'search' ? route.search : ''
  const [text, setText] = useState(requested)
  const library =
    route.page === 'library' ? libraries.find(({ Id }) => Id === route.id)?.Name : undefined
  const label = `Search ${library ?? 'everything'}`

  useEffect(() => {
    if (document.activeElement !== input.current) setText(requested)
  }, [requested])

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
      if (
        event.target instanceof Element &&
        event.target.closest('input, select, textarea, dialog')
      )
        return
      event.preventDefault()
      input.current?.select()
      input.current?.focus()
    }
    addEventListener('keydown', focus)
    return () => removeEventListener('keydown', focus)
  }, [])

  const search = (value: string) => {
    if (route.page === 'library') change({ ...route, search: value })
    else if (route.page === 'search') change({ page: 'search', search: value })
    else if (value !== '') visit({ page: 'search', search: value })
  }
  const onInput = (value: string) => {
    setText(value)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => search(value.trim()), typingPauseMs)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      if (text !== '') onInput('')
      else if (route.page === 'search') goBack({ page: 'home' })
      input.current?.blur()
    }
    if (event.key === 'ArrowDown') {
      const card = document.querySelector<HTMLElement>('main .grid [tabindex="0"], main .card')
      if (card === null) return
      event.preventDefault()
      card.focus()
    }
  }
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        clearTimeout(timer.current)
        search(text.trim())
      }}
    >
      <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
        <path d="M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21" />
      </svg>
      <input
        ref={input}
        type="search"
        value={text}
        placeholder={label}
        aria-label={label}
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  )
}
