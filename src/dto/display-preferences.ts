import { type Static, Type } from 'typebox'
import { component } from './component.ts'

const limited = (length: number) => Type.String({ maxLength: length })

/** What a client keeps for a user: how lists look, and whatever else in `CustomPrefs`. */
export const DisplayPreferencesSchema = component('DisplayPreferencesDto', {
  Id: Type.Optional(limited(200)),
  ViewType: Type.Optional(limited(100)),
  SortBy: Type.Optional(limited(200)),
  IndexBy: Type.Optional(limited(100)),
  RememberIndexing: Type.Optional(Type.Boolean()),
  PrimaryImageHeight: Type.Optional(Type.Number()),
  PrimaryImageWidth: Type.Optional(Type.Number()),
  CustomPrefs: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])),
  ScrollDirection: Type.Optional(limited(50)),
  ShowBackdrop: Type.Optional(Type.Boolean()),
  RememberSorting: Type.Optional(Type.Boolean()),
  SortOrder: Type.Optional(limited(50)),
  ShowSidebar: Type.Optional(Type.Boolean()),
  Client: Type.Optional(limited(200)),
})
export type DisplayPreferencesDto = Static<typeof DisplayPreferencesSchema>

/** As Jellyfin has them before a client has stored any. */
export function defaultDisplayPreferences(id: string, client: string): DisplayPreferencesDto {
  return {
    Id: id,
    SortBy: 'SortName',
    RememberIndexing: false,
    PrimaryImageHeight: 250,
    PrimaryImageWidth: 250,
    CustomPrefs: {},
    ScrollDirection: 'Horizontal',
    ShowBackdrop: true,
    RememberSorting: false,
    SortOrder: 'Ascending',
    ShowSidebar: false,
    Client: client,
  }
}
