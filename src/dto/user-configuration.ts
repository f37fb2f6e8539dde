import { type Static, Type } from 'typebox'
import { component } from './component.ts'

const ids = () => Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1000 })
const text = (maxLength: number) => Type.String({ maxLength })

/** What a user chose on a client's settings pages: kept for the clients, which act by it. */
export const UserConfigurationSchema = component('UserConfiguration', {
  AudioLanguagePreference: Type.Optional(text(100)),
  PlayDefaultAudioTrack: Type.Boolean(),
  SubtitleLanguagePreference: Type.Optional(text(100)),
  DisplayMissingEpisodes: Type.Boolean(),
  GroupedFolders: ids(),
  SubtitleMode: text(100),
  DisplayCollectionsView: Type.Boolean(),
  EnableLocalPassword: Type.Boolean(),
  OrderedViews: ids(),
  LatestItemsExcludes: ids(),
  MyMediaExcludes: ids(),
  HidePlayedInLatest: Type.Boolean({
    description: 'Whether `/Items/Latest` leaves out what the user has played.',
  }),
  RememberAudioSelections: Type.Boolean(),
  RememberSubtitleSelections: Type.Boolean(),
  EnableNextEpisodeAutoPlay: Type.Boolean(),
  CastReceiverId: Type.Optional(text(100)),
})
export type UserConfigurationDto = Static<typeof UserConfigurationSchema>

/** As Jellyfin has it for a new user. Typed clients fail to sign in where a member is missing. */
export const defaultUserConfiguration: UserConfigurationDto = {
  PlayDefaultAudioTrack: true,
  DisplayMissingEpisodes: false,
  GroupedFolders: [],
  SubtitleMode: 'Default',
  DisplayCollectionsView: false,
  EnableLocalPassword: false,
  OrderedViews: [],
  LatestItemsExcludes: [],
  MyMediaExcludes: [],
  HidePlayedInLatest: true,
  RememberAudioSelections: true,
  RememberSubtitleSelections: true,
  EnableNextEpisodeAutoPlay: true,
}
