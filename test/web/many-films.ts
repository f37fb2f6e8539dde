import type { Page } from 'playwright-core'
import sharp from 'sharp'
import type { ItemDto } from '../../web/src/wire.ts'

export const manyFilms = 10_000

/** Answers the page's questions about items as a library of ten thousand films would. */
export async function answerManyFilms(page: Page): Promise<void> {
  const poster = await sharp({ create: { width: 40, height: 60, channels: 3, background: '#a52' } })
    .png()
    .toBuffer()
  await page.route(/\/Items\?/, async (route) => {
    const query = new URL(route.request().url()).searchParams
    const start = Number(query.get('StartIndex') ?? 0)
    const count = Math.max(0, Math.min(Number(query.get('Limit') ?? 100), manyFilms - start))
    const Items = query.get('ParentId')?.startsWith('film')
      ? []
      : Array.from({ length: count }, (_, index) => film(start + index))
    await route.fulfill({ json: { Items, TotalRecordCount: manyFilms, StartIndex: start } })
  })
  await page.route(/\/Items\/film\d+$/, async (route) => {
    const number = Number(/\d+$/.exec(route.request().url())?.[0])
    await route.fulfill({ json: film(number) })
  })
  await page.route(/\/Items\/film\d+\/Images$/, (route) => route.fulfill({ json: [] }))
  await page.route(/\/Items\/film\d+\/Images\/Primary/, (route) =>
    route.fulfill({ contentType: 'image/png', body: poster }),
  )
}

function film(number: number): ItemDto {
  const tag = String(number).padStart(32, '0')
  return {
    Id: `film${number}`,
    Name: `Film ${number + 1}`,
    Type: 'Movie',
    ProductionYear: 1920 + (number % 100),
    ImageTags: { Primary: tag },
    BackdropImageTags: [],
    ImageBlurHashes: { Primary: { [tag]: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj' } },
  }
}
