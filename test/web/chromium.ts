import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

/** Where Chromium is: `CHROMIUM` in the environment, Debian's place, or the path. */
export function findChromium(): string | undefined {
  const { CHROMIUM: named, PATH: path = '' } = process.env
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined
  const inPath = path.split(delimiter).map((folder) => join(folder, 'chromium'))
  return ['/usr/bin/chromium', ...inPath].find(isProgram)
}

/** A browser for `await using` that asks nothing of the world but the page. */
export async function openChromium(executablePath: string): Promise<Browser> {
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
