import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { openChromium } from '../web/chromium.ts'

/** Draws originals as a browser shows them. */
export class ChromiumCanvas implements AsyncDisposable {
  readonly #browser: Browser
  readonly #page: Page

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser
    this.#page = page
  }

  static async open(): Promise<ChromiumCanvas> {
    const browser = await openChromium()
    return new ChromiumCanvas(browser, await browser.newPage())
  }

  /** As PNG, as large as the browser finds it; `undefined` for what it does not show. */
  async draw(bytes: Buffer, mime: string): Promise<Buffer | undefined> {
    const url = `data:${mime};base64,${bytes.toString('base64')}`
    // A text, for it runs in the page, of which nothing is declared here.
    const drawn = await this.#page.evaluate<[number, number, string] | null>(`(async () => {
      const image = new Image()
      image.src = ${JSON.stringify(url)}
      try { await image.decode() } catch { return null }
      const canvas = document.createElement('canvas')
      canvas.width = image.naturalWidth || 300
      canvas.height = image.naturalHeight || 150
      const context = canvas.getContext('2d')
      context.drawImage(image, 0, 0)
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height)
      let text = ''
      for (let at = 0; at < data.length; at += 30000)
        text += String.fromCharCode(...data.subarray(at, at + 30000))
      return [width, height, btoa(text)]
    })()`)
    if (drawn === null) return undefined
    const [width, height, pixels] = drawn
    const raw = { width, height, channels: 4 } as const
    return await sharp(Buffer.from(pixels, 'base64'), { raw }).png().toBuffer()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
  }
}
