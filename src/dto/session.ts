import type { SessionInfoDto } from './schemas.ts'

/** What the wire says of a sign-in: who, on which device. */
export function toSessionInfo(
  token: {
    readonly id: string
    readonly createdAt: number
    readonly client: string
    readonly device: string
    readonly deviceId: string
    readonly version: string
  },
  user: { readonly id: string; readonly name: string },
  serverId: string,
): SessionInfoDto {
  const time = new Date(token.createdAt).toISOString()
  return {
    Id: token.id,
    UserId: user.id,
    UserName: user.name,
    ServerId: serverId,
    Client: token.client,
    DeviceName: token.device,
    DeviceId: token.deviceId,
    ApplicationVersion: token.version,
    LastActivityDate: time,
    LastPlaybackCheckIn: '0001-01-01T00:00:00.0000000Z',
    IsActive: true,
    SupportsMediaControl: false,
    SupportsRemoteControl: false,
    HasCustomDeviceName: false,
    PlayState: {
      CanSeek: false,
      IsPaused: false,
      IsMuted: false,
      // Typed clients have no default for these two.
      RepeatMode: 'RepeatNone',
      PlaybackOrder: 'Default',
    },
    Capabilities: {
      PlayableMediaTypes: [],
      SupportedCommands: [],
      SupportsMediaControl: false,
      SupportsPersistentIdentifier: true,
    },
    AdditionalUsers: [],
    NowPlayingQueue: [],
    PlayableMediaTypes: [],
    SupportedCommands: [],
  }
}
