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

  /** All frames of an animation as the browser decodes them, with their times in milliseconds. */
  async frames(
    bytes: Buffer,
    mime: string,
  ): Promise<readonly { readonly png: Buffer; readonly delay: number }[]> {
    // Its decoder is there for pages of secure origins alone; nothing of this one is asked for.
    await using context = await this.#browser.newContext()
    const page = await context.newPage()
    await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '' }))
    await page.goto('https://secure.invalid/')
    const frames = await page.evaluate<[number, number, number, string][]>(`(async () => {
      const data = Uint8Array.from(atob('${bytes.toString('base64')}'), (one) => one.charCodeAt(0))
      const decoder = new ImageDecoder({ data, type: '${mime}' })
      await decoder.completed
      await decoder.tracks.ready
      const made = []
      for (let frameIndex = 0; frameIndex < decoder.tracks.selectedTrack.frameCount; frameIndex++) {
        const { image } = await decoder.decode({ frameIndex })
        const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight)
        const context = canvas.getContext('2d')
        context.drawImage(image, 0, 0)
        const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height)
        made.push([width, height, image.duration / 1000, btoa(String.fromCharCode(...data))])
      }
      return made
    })()`)
    return await Promise.all(
      frames.map(async ([width, height, delay, pixels]) => {
        const raw = { width, height, channels: 4 } as const
        return { png: await sharp(Buffer.from(pixels, 'base64'), { raw }).png().toBuffer(), delay }
      }),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
  }
}
