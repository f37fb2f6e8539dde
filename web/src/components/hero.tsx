import type { ComponentChildren } from 'preact'
import { devicePixels, fillRequest } from '../image-request.ts'
import { backdropImage, cardImage, logoImage } from '../item-images.ts'
import type { ItemDto } from '../wire.ts'
import { Blur } from './blur.tsx'
import { Picture } from './picture.tsx'

interface HeroProps {
  readonly item: ItemDto
  /** The heading's level: an item's own page has one title, the start page another. */
  readonly level: 1 | 2
  readonly children: ComponentChildren
  readonly above?: ComponentChildren
  /** What stands left of the title, as a poster does. */
  readonly aside?: ComponentChildren
}

/** An item as media clients show it: backdrop behind, logo as the title. */
export function Hero({ item, level, children, above, aside }: HeroProps) {
  const backdrop = backdropImage(item)
  const blur = backdrop === undefined ? cardImage(item)?.blurHash : undefined
  const logo = logoImage(item)
  // A season under its series' logo still has a name of its own.
  const ownLogo = logo?.inherited === false ? logo : undefined
  const Title = level === 1 ? 'h1' : 'h2'
  return (
    <section class={`hero ${backdrop === undefined ? 'plain' : 'pictured'}`}>
      <div class="behind" aria-hidden="true">
        {backdrop !== undefined && <Picture image={backdrop} request={wideRequest()} alt="" />}
        {blur !== undefined && <Blur hash={blur} />}
      </div>
      <div class="before">
        {aside}
        <div class="words">
          {above}
          {logo !== undefined && ownLogo === undefined && (
            <p class="logo lent">
              <Picture image={logo} request={fitRequest(420, 150)} alt="" />
            </p>
          )}
          <Title class={ownLogo === undefined ? 'name' : 'name logo'}>
            {ownLogo === undefined ? (
              item.Name
            ) : (
              <Picture image={ownLogo} request={fitRequest(420, 150)} alt={item.Name} />
            )}
          </Title>
          {children}
        </div>
      </div>
    </section>
  )
}

/** Backdrops come in few widths: a large picture for each window size would be waste. */
function wideRequest() {
  const width = Math.min(3840, devicePixels(innerWidth, devicePixelRatio, 640))
  return { fillWidth: width, fillHeight: Math.round((width * 9) / 16), quality: 90 }
}

function fitRequest(width: number, height: number) {
  const { fillWidth: maxWidth, fillHeight: maxHeight } = fillRequest(
    width,
    height,
    devicePixelRatio,
  )
  return {
    ...(maxWidth === undefined ? {} : { maxWidth }),
    ...(maxHeight === undefined ? {} : { maxHeight }),
    quality: 90,
  }
}
