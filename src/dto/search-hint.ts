import { type Static, Type } from 'typebox'
import { present } from './present.ts'
import type { ItemDto } from './schemas.ts'
import { component } from './component.ts'

const text = Type.Optional(Type.String())
const number = Type.Optional(Type.Integer())

export const SearchHintSchema = component('SearchHint', {
  ItemId: Type.String(),
  Id: Type.String(),
  Name: Type.String(),
  MatchedTerm: text,
  IndexNumber: number,
  ProductionYear: number,
  ParentIndexNumber: number,
  PrimaryImageTag: text,
  PrimaryImageAspectRatio: Type.Optional(Type.Number()),
  ThumbImageTag: text,
  ThumbImageItemId: text,
  BackdropImageTag: text,
  BackdropImageItemId: text,
  Type: Type.String(),
  IsFolder: Type.Boolean(),
  MediaType: Type.String(),
  Series: text,
  Album: text,
  AlbumId: text,
  AlbumArtist: text,
  Artists: Type.Array(Type.String()),
})
export type SearchHintDto = Static<typeof SearchHintSchema>

/**
 * What a search shows of an item. `dto` names all images: the thumb is its own, else the series' or
 * that of the nearest above; backdrops likewise (Jellyfin's SearchController).
 */
export function toSearchHint(dto: ItemDto, searchTerm: string): SearchHintDto {
  const thumb = dto.ImageTags?.['Thumb']
  const [backdrop] = dto.BackdropImageTags ?? []
  const inherited = dto.ParentBackdropImageTags?.[0]
  return present({
    ItemId: dto.Id,
    Id: dto.Id,
    Name: dto.Name,
    MatchedTerm: searchTerm,
    IndexNumber: dto.IndexNumber,
    ProductionYear: dto.ProductionYear,
    ParentIndexNumber: dto.ParentIndexNumber,
    PrimaryImageTag: dto.ImageTags?.['Primary'],
    PrimaryImageAspectRatio: dto.PrimaryImageAspectRatio,
    ThumbImageTag: thumb ?? dto.ParentThumbImageTag,
    ThumbImageItemId: thumb === undefined ? dto.ParentThumbItemId : dto.Id,
    BackdropImageTag: backdrop ?? inherited,
    BackdropImageItemId: backdrop === undefined ? dto.ParentBackdropItemId : dto.Id,
    Type: dto.Type,
    IsFolder: dto.IsFolder,
    MediaType: dto.MediaType,
    Series: dto.SeriesName,
    Album: dto.Album,
    AlbumId: dto.AlbumId,
    AlbumArtist: dto.AlbumArtist,
    Artists: [...(dto.Artists ?? [])],
  })
}
