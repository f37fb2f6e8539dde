import { useEffect, useState } from 'preact/hooks'

export type Theme = 'light' | 'dark'

const storageKey = 'keyart.theme'
const system = matchMedia('(prefers-color-scheme: dark)')

function systemTheme(): Theme {
  return system.matches ? 'dark' : 'light'
}

function chosenTheme(): Theme | undefined {
  try {
    const text = localStorage.getItem(storageKey)
    return text === 'light' || text === 'dark' ? text : undefined
  } catch {
    return undefined
  }
}

function choose(theme: Theme | undefined): void {
  if (theme === undefined) delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

/** Puts the choice of an earlier visit into force. */
export function startTheme(): void {
  choose(chosenTheme())
}

/** The theme in force, and what changes it to the other one. */
export function useTheme(): { readonly theme: Theme; readonly toggle: () => void } {
  const [theme, setTheme] = useState<Theme>(() => chosenTheme() ?? systemTheme())
  useEffect(() => {
    const follow = () => setTheme(chosenTheme() ?? systemTheme())
    system.addEventListener('change', follow)
    return () => system.removeEventListener('change', follow)
  }, [])
  const toggle = () => {
    const next = theme === 'dark' ? 'light' : 'dark'
    // Who toggles back to what the system says follows the system again.
    const stored = next === systemTheme() ? undefined : next
    try {
      if (stored === undefined) localStorage.removeItem(storageKey)
      else localStorage.setItem(storageKey, stored)
    } catch {
      // The choice then lasts as long as the page.
    }
    choose(stored)
    setTheme(next)
  }
  return { theme, toggle }
}
