import type { ImageRecord } from '../library/image.ts'
import type { ImageType } from '../library/image-type.ts'
import type { Item } from '../library/item.ts'
import { findAbove, imagesOf, lineage, type ItemContext } from './context.ts'
import { traitsOf } from './kinds.ts'
import { imageLimit } from './options.ts'
import type { Named } from './own-images.ts'
import { present } from './present.ts'
import type { ItemDto } from './schemas.ts'

type InheritedImages = Pick<
  ItemDto,
  | 'ParentLogoItemId'
  | 'ParentLogoImageTag'
  | 'ParentArtItemId'
  | 'ParentArtImageTag'
  | 'ParentThumbItemId'
  | 'ParentThumbImageTag'
  | 'ParentBackdropItemId'
  | 'ParentBackdropImageTags'
>

/**
 * Images of what is above, for want of own ones: Logo, Art and Backdrop of the nearest that has
 * any, Thumb likewise, but the series' before its season's and never the library's (Jellyfin's
 * `AddInheritedImages`; Art as Emby documents it). Unlike there, an item with its own Logo and
 * Thumb still inherits backdrops.
 */
export function nameInheritedImages(item: Item, context: ItemContext): Named<InheritedImages> {
  const from = inheritanceChain(item, context)
  const wanted = (type: ImageType) =>
    imageLimit(context.options, type) > 0 && imagesOf(item.id, type, context).length === 0
  const nearest = (type: ImageType, among: readonly Item[]) =>
    wanted(type)
      ? among.map((above) => imagesOf(above.id, type, context)).find((images) => images.length > 0)
      : undefined
  const withThumb = from.filter((above) => above.kind !== 'CollectionFolder')
  const logo = nearest('Logo', from)?.[0]
  const art = nearest('Art', from)?.[0]
  const thumb = nearest('Thumb', withThumb.toSorted(seriesFirst))?.[0]
  const backdrops = nearest('Backdrop', from)?.slice(0, imageLimit(context.options, 'Backdrop'))
  return {
    members: present({
      ParentLogoItemId: logo?.ownerId,
      ParentLogoImageTag: logo?.tag,
      ParentArtItemId: art?.ownerId,
      ParentArtImageTag: art?.tag,
      ParentThumbItemId: thumb?.ownerId,
      ParentThumbImageTag: thumb?.tag,
      ParentBackdropItemId: backdrops?.[0]?.ownerId,
      ParentBackdropImageTags: backdrops?.map((image) => image.tag),
    }),
    images: [logo, art, thumb, ...(backdrops ?? [])].filter((image) => image !== undefined),
  }
}

function seriesFirst(one: Item, other: Item): number {
  return Number(other.kind === 'Series') - Number(one.kind === 'Series')
}

/** Those whose images the item may show, nearest first; the last is one that inherits nothing. */
function inheritanceChain(item: Item, context: ItemContext): readonly Item[] {
  const chain: Item[] = []
  const seen = new Set([item.id])
  for (let current = item; traitsOf(current.kind).inherits;) {
    const above = imageParent(current, context)
    if (above === undefined || seen.has(above.id)) break
    seen.add(above.id)
    chain.push(above)
    current = above
  }
  return chain
}

/** An album shows its artist's images, even across folders between them. */
function imageParent(item: Item, context: ItemContext): Item | undefined {
  const artist = item.kind === 'MusicAlbum' ? findAbove(item, 'MusicArtist', context) : undefined
  return artist ?? lineage(item, context)[0]
}

type RelatedImages = Pick<
  ItemDto,
  | 'ParentPrimaryImageItemId'
  | 'ParentPrimaryImageTag'
  | 'SeriesPrimaryImageTag'
  | 'SeriesThumbImageTag'
  | 'AlbumPrimaryImageTag'
>

/** The images of the series, season and album that an item belongs to, own ones or not. */
export function nameRelatedImages(item: Item, context: ItemContext): Named<RelatedImages> {
  const first = (owner: Item | undefined, type: ImageType): ImageRecord | undefined =>
    owner === undefined ? undefined : imagesOf(owner.id, type, context)[0]
  const allowed = (image: ImageRecord | undefined) =>
    image !== undefined && imageLimit(context.options, image.type) > 0 ? image : undefined
  const isEpisode = item.kind === 'Episode'
  const ofSeries = isEpisode || item.kind === 'Season'
  const series = ofSeries ? findAbove(item, 'Series', context) : undefined
  const season = isEpisode ? findAbove(item, 'Season', context) : undefined
  const album = item.kind === 'Audio' ? findAbove(item, 'MusicAlbum', context) : undefined
  // Jellyfin gives those of series and album whatever EnableImages says.
  const seriesPrimary = first(series, 'Primary')
  const albumPrimary = first(album, 'Primary')
  const seriesThumb = allowed(first(series, 'Thumb'))
  const parentPrimary = isEpisode ? allowed(first(season, 'Primary') ?? seriesPrimary) : undefined
  return {
    members: present({
      ParentPrimaryImageItemId: parentPrimary?.ownerId,
      ParentPrimaryImageTag: parentPrimary?.tag,
      SeriesPrimaryImageTag: seriesPrimary?.tag,
      SeriesThumbImageTag: seriesThumb?.tag,
      AlbumPrimaryImageTag: albumPrimary?.tag,
    }),
    images: [seriesPrimary, seriesThumb, parentPrimary, albumPrimary].filter(
      (image) => image !== undefined,
    ),
  }
}
