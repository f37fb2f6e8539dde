import type { ImageRecord } from '../library/image.ts'
import { aspectRatio } from './aspect-ratio.ts'
import { toBlurHashes } from './own-images.ts'
import { present } from './present.ts'
import type { UserDto } from './schemas.ts'

/** The user as the wire has it; `images` are the user's own. */
export function toUserDto(
  user: {
    readonly id: string
    readonly name: string
    readonly isAdmin?: boolean
    readonly libraryIds?: readonly string[]
    readonly hasPassword?: boolean
    readonly isHidden?: boolean
  },
  images: readonly ImageRecord[],
  serverId: string,
): UserDto {
  const image = images.find(({ type }) => type === 'Primary')
  return present({
    Name: user.name,
    ServerId: serverId,
    Id: user.id,
    PrimaryImageTag: image?.tag,
    PrimaryImageAspectRatio: image && aspectRatio(image, undefined),
    ImageBlurHashes: image && toBlurHashes([image]),
    HasPassword: user.hasPassword === true,
    HasConfiguredPassword: user.hasPassword === true,
    HasConfiguredEasyPassword: false,
    EnableAutoLogin: false,
    Configuration: structuredClone(configuration),
    Policy: {
      ...policy,
      IsAdministrator: user.isAdmin === true,
      IsHidden: user.isHidden === true,
      EnableAllFolders: user.libraryIds === undefined || user.isAdmin === true,
      EnabledFolders: user.isAdmin === true ? [] : [...(user.libraryIds ?? [])],
    },
  })
}

// jellyfin-web reads members of both unguarded, and the lists' `indexOf`.
const configuration: UserDto['Configuration'] = {
  PlayDefaultAudioTrack: true,
  DisplayMissingEpisodes: false,
  GroupedFolders: [],
  SubtitleMode: 'Default',
  DisplayCollectionsView: false,
  OrderedViews: [],
  LatestItemsExcludes: [],
  MyMediaExcludes: [],
  HidePlayedInLatest: false,
}

/** Artwork is all there is: nothing plays, and no media is deleted. */
const policy: UserDto['Policy'] = {
  IsAdministrator: false,
  IsHidden: false,
  IsDisabled: false,
  EnableRemoteAccess: true,
  EnableAllFolders: true,
  EnabledFolders: [],
  EnableMediaPlayback: false,
  EnableLiveTvAccess: false,
  EnableLiveTvManagement: false,
  EnableContentDeletion: false,
  EnableContentDownloading: false,
  // Else clients ask for SyncPlay groups.
  SyncPlayAccess: 'None',
  AuthenticationProviderId: 'Keyart',
  PasswordResetProviderId: 'Keyart',
}
