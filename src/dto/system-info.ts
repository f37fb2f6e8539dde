import type { PublicSystemInfoDto, SystemInfoDto } from './schemas.ts'

export interface ServerIdentity {
  readonly id: string
  readonly name: string
  /** The setting `jellyfinVersion`. */
  readonly version: string
  /** URL under which the client reached the server, without a path. */
  readonly address: string
}

export function toPublicSystemInfo({
  id,
  name,
  version,
  address,
}: ServerIdentity): PublicSystemInfoDto {
  return {
    LocalAddress: address,
    ServerName: name,
    Version: version,
    // The discovery of @jellyfin/sdk passes over a server of another product name.
    ProductName: 'Jellyfin Server',
    // Deprecated there, and sent empty; older clients want it to be a string.
    OperatingSystem: '',
    Id: id,
    // Else clients lead to the set-up of a new server.
    StartupWizardCompleted: true,
  }
}

/** What more there is to know for who has signed in. Where things lie on the disk is not told. */
export function toSystemInfo(identity: ServerIdentity): SystemInfoDto {
  return {
    ...toPublicSystemInfo(identity),
    HasPendingRestart: false,
    IsShuttingDown: false,
    SupportsLibraryMonitor: true,
    CanSelfRestart: false,
    CanLaunchWebBrowser: false,
    HasUpdateAvailable: false,
    WebSocketPortNumber: Number(new URL(identity.address).port) || 80,
    CompletedInstallations: [],
    // Emby's name for what draws progress and counts on images.
    HasImageEnhancers: false,
  }
}
