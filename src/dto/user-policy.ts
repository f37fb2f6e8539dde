import { type Static, Type } from 'typebox'
import { component } from './component.ts'

/**
 * What a user may do, with every member that clients with generated models need to be there
 * (Jellyfin's `UserPolicy`).
 */
export const UserPolicySchema = component('UserPolicy', {
  IsAdministrator: Type.Boolean(),
  IsHidden: Type.Boolean(),
  IsDisabled: Type.Boolean(),
  EnableAllFolders: Type.Boolean(),
  EnabledFolders: Type.Array(Type.String(), {
    description: 'Ids of the libraries that the user may see, unless all.',
  }),
  EnableCollectionManagement: Type.Boolean(),
  EnableSubtitleManagement: Type.Boolean(),
  EnableLyricManagement: Type.Boolean(),
  BlockedTags: Type.Array(Type.String()),
  AllowedTags: Type.Array(Type.String()),
  EnableUserPreferenceAccess: Type.Boolean(),
  AccessSchedules: Type.Array(Type.Unknown()),
  BlockUnratedItems: Type.Array(Type.String()),
  EnableRemoteControlOfOtherUsers: Type.Boolean(),
  EnableSharedDeviceControl: Type.Boolean(),
  EnableRemoteAccess: Type.Boolean(),
  EnableLiveTvManagement: Type.Boolean(),
  EnableLiveTvAccess: Type.Boolean(),
  EnableMediaPlayback: Type.Boolean(),
  EnableAudioPlaybackTranscoding: Type.Boolean(),
  EnableVideoPlaybackTranscoding: Type.Boolean(),
  EnablePlaybackRemuxing: Type.Boolean(),
  ForceRemoteSourceTranscoding: Type.Boolean(),
  EnableContentDeletion: Type.Boolean(),
  EnableContentDeletionFromFolders: Type.Array(Type.String()),
  EnableContentDownloading: Type.Boolean(),
  EnableSyncTranscoding: Type.Boolean(),
  EnableMediaConversion: Type.Boolean(),
  EnabledDevices: Type.Array(Type.String()),
  EnableAllDevices: Type.Boolean(),
  EnabledChannels: Type.Array(Type.String()),
  EnableAllChannels: Type.Boolean(),
  InvalidLoginAttemptCount: Type.Integer(),
  LoginAttemptsBeforeLockout: Type.Integer(),
  MaxActiveSessions: Type.Integer({ description: '0: no limit.' }),
  EnablePublicSharing: Type.Boolean(),
  BlockedMediaFolders: Type.Array(Type.String()),
  BlockedChannels: Type.Array(Type.String()),
  RemoteClientBitrateLimit: Type.Integer({ description: '0: no limit.' }),
  AuthenticationProviderId: Type.String(),
  PasswordResetProviderId: Type.String(),
  SyncPlayAccess: Type.String(),
})
export type UserPolicyDto = Static<typeof UserPolicySchema>

/** Of a user who is no admin and sees everything. Nothing plays, and no media is deleted. */
const policy: UserPolicyDto = {
  IsAdministrator: false,
  IsHidden: false,
  IsDisabled: false,
  EnableAllFolders: true,
  EnabledFolders: [],
  EnableCollectionManagement: false,
  EnableSubtitleManagement: false,
  EnableLyricManagement: false,
  BlockedTags: [],
  AllowedTags: [],
  EnableUserPreferenceAccess: true,
  AccessSchedules: [],
  BlockUnratedItems: [],
  EnableRemoteControlOfOtherUsers: false,
  EnableSharedDeviceControl: false,
  EnableRemoteAccess: true,
  EnableLiveTvManagement: false,
  EnableLiveTvAccess: false,
  EnableMediaPlayback: false,
  EnableAudioPlaybackTranscoding: false,
  EnableVideoPlaybackTranscoding: false,
  EnablePlaybackRemuxing: false,
  ForceRemoteSourceTranscoding: false,
  EnableContentDeletion: false,
  EnableContentDeletionFromFolders: [],
  EnableContentDownloading: false,
  EnableSyncTranscoding: false,
  EnableMediaConversion: false,
  EnabledDevices: [],
  EnableAllDevices: true,
  EnabledChannels: [],
  EnableAllChannels: true,
  InvalidLoginAttemptCount: 0,
  // Jellyfin's word for the default of its own; Keyart slows down instead.
  LoginAttemptsBeforeLockout: -1,
  MaxActiveSessions: 0,
  EnablePublicSharing: false,
  BlockedMediaFolders: [],
  BlockedChannels: [],
  RemoteClientBitrateLimit: 0,
  AuthenticationProviderId: 'Keyart',
  PasswordResetProviderId: 'Keyart',
  // Else clients ask for SyncPlay groups.
  SyncPlayAccess: 'None',
}

export function toUserPolicy(user: {
  readonly isAdmin?: boolean
  readonly libraryIds?: readonly string[]
  readonly isHidden?: boolean
}): UserPolicyDto {
  return {
    ...structuredClone(policy),
    IsAdministrator: user.isAdmin === true,
    IsHidden: user.isHidden === true,
    EnableAllFolders: user.libraryIds === undefined || user.isAdmin === true,
    EnabledFolders: user.isAdmin === true ? [] : [...(user.libraryIds ?? [])],
  }
}
