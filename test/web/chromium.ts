import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { requireProgram } from '../support/programs.ts'

/** A browser for `await using` that asks nothing of the world but the page. */
export async function openChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: requireProgram('chromium'),
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
