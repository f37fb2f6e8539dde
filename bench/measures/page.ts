import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openChromium } from '../../test/web/chromium.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { Keyart } from '../../test/support/keyart.ts'
import { reportPrerender } from '../../test/support/prerendered.ts'
import { makeFilms } from '../library.ts'
import { type Section, stated, valueAtMost } from '../report/row.ts'
import { withoutBudgets } from '../settings.ts'

const amounts = {
  tiny: { films: 12, pause: 10_000 },
  quick: { films: 120, pause: 120_000 },
  full: { films: 240, pause: 120_000 },
} as const

const windows = [
  { name: 'phone, 390 x 844 at 3', width: 390, height: 844, ratio: 3 },
  { name: 'tablet, 820 x 1180 at 2', width: 820, height: 1180, ratio: 2 },
  { name: 'laptop, 1280 x 800', width: 1280, height: 800, ratio: 1 },
  { name: 'laptop, 1536 x 864 at 1.25', width: 1536, height: 864, ratio: 1.25 },
  { name: '1080p, 1920 x 1080', width: 1920, height: 1080, ratio: 1 },
  { name: '4K, 1920 x 1080 at 2', width: 1920, height: 1080, ratio: 2 },
] as const

/** Opened only later: so far, nobody has requested their sizes. */
const newWindows = [
  { name: 'phone, 412 x 915 at 2.625', width: 412, height: 915, ratio: 2.625 },
  { name: 'monitor, 2560 x 1440', width: 2560, height: 1440, ratio: 1 },
] as const

/** Keyart's own page, opened by newcomers right after the first scan and some time later. */
export const page: Benchmark = { name: 'page', isLong: true, run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { films, pause } = amounts[size]
  const place = join(folder, 'films')
  await makeFilms({
    folder: place,
    count: films,
    pictures: { Primary: pictures.Primary, Backdrop: pictures.Backdrop },
    files: 'distinct',
  })
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: place }],
    data: join(folder, 'data'),
    args: [...withoutBudgets, '--access-without-accounts=open'],
  })
  const first = await lookAtAll(keyart.url, windows)
  await sleep(pause)
  const { state } = await reportPrerender(keyart)
  // First, before the others are asked for again.
  const fresh = await lookAtAll(keyart.url, newWindows)
  const second = await lookAtAll(keyart.url, windows)
  const misses = (looks: readonly Look[]) => looks.reduce((sum, look) => sum + look.misses, 0)
  return {
    title: 'The gallery at six windows',
    method: `${films} films with posters and backdrops, a new installation. Chromium, with an empty cache each time, opens the start page of the gallery at six windows right after the end of the first scan, and again ${pause / 1000} s later; then also at two windows that nobody has used before. An image is a hit by its \`Cache-Status\`. The time is that from the start of navigation to the end of the last image.`,
    rows: [
      stated('Misses right after the first scan', '', misses(first)),
      stated(`Misses ${pause / 1000} s later`, '', misses(second), { goals: [valueAtMost(0)] }),
      stated('Misses at windows that nobody has used before', '', misses(fresh), {
        goals: [valueAtMost(0)],
      }),
    ],
    notes: [
      ...windows.map(
        ({ name }, at) => `${name}: ${describe(first[at]!)}; later ${describe(second[at]!)}`,
      ),
      ...newWindows.map(({ name }, at) => `${name}, only later: ${describe(fresh[at]!)}`),
      `At that time, creating images in advance was ${state}.`,
    ],
  }
}

/** Milliseconds for a first screen. */
const timeout = 120_000

/** What is used of a browser's window. */
interface BrowserWindow {
  readonly innerHeight: number
  readonly document: {
    readonly images: Iterable<{
      readonly complete: boolean
      getBoundingClientRect(): { readonly top: number; readonly bottom: number }
    }>
  }
}

/** Runs in the page. */
function isFirstScreenShown(): boolean {
  const { document, innerHeight } = globalThis as unknown as BrowserWindow
  const shown = [...document.images].filter((image) => {
    const { top, bottom } = image.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  })
  return shown.length > 0 && shown.every(({ complete }) => complete)
}

interface Look {
  readonly hits: number
  readonly misses: number
  /** Milliseconds from the start of navigation. */
  readonly last: number
}

function describe({ hits, misses, last }: Look): string {
  return `${hits} hits and ${misses} misses, the last image after ${last.toFixed(0)} ms`
}

async function lookAtAll(
  url: string,
  some: readonly { readonly width: number; readonly height: number; readonly ratio: number }[],
): Promise<readonly Look[]> {
  const looks: Look[] = []
  await using browser = await openChromium()
  for (const { width, height, ratio } of some) {
    const context = await browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: ratio,
    })
    const tab = await context.newPage()
    let [hits, misses, last] = [0, 0, 0]
    const start = performance.now()
    tab.on('response', (response) => {
      if (!/\/Images\//.test(response.url())) return
      last = performance.now() - start
      if (/hit/.test(response.headers()['cache-status'] ?? '')) hits++
      // An original that is sent as it is, is none.
      else if (/uri-miss/.test(response.headers()['cache-status'] ?? '')) misses++
    })
    await tab.goto(`${url}/keyart/`)
    // Not only until the network rests: on a busy machine it does so before the first image.
    for (const deadline = Date.now() + timeout; !(await tab.evaluate(isFirstScreenShown));) {
      if (Date.now() > deadline) throw new Error('Expected the gallery to show images')
      await sleep(50)
    }
    await tab.waitForLoadState('networkidle')
    await context.close()
    looks.push({ hits, misses, last })
  }
  return looks
}
