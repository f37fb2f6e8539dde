import { type Static, Type } from 'typebox'
import { component } from './component.ts'

const id = (description: string) => Type.String({ description, pattern: '^[0-9a-f]{32}$' })

export const PublicSystemInfoSchema = component('PublicSystemInfo', {
  LocalAddress: Type.String({ description: 'URL at which clients reach this server.' }),
  ServerName: Type.String(),
  Version: Type.String({
    description: 'Version of the API that Keyart implements, not of Keyart itself.',
  }),
  ProductName: Type.String(),
  OperatingSystem: Type.String(),
  Id: id('Id of this server.'),
  StartupWizardCompleted: Type.Boolean(),
})

export const SystemInfoSchema = component('SystemInfo', {
  ...PublicSystemInfoSchema.properties,
  HasPendingRestart: Type.Boolean(),
  IsShuttingDown: Type.Boolean(),
  SupportsLibraryMonitor: Type.Boolean(),
  CanSelfRestart: Type.Boolean(),
  CanLaunchWebBrowser: Type.Boolean(),
  HasUpdateAvailable: Type.Boolean(),
  WebSocketPortNumber: Type.Integer(),
  CompletedInstallations: Type.Array(Type.Unknown()),
  HasImageEnhancers: Type.Boolean(),
})

type PublicSystemInfoDto = Static<typeof PublicSystemInfoSchema>
type SystemInfoDto = Static<typeof SystemInfoSchema>

export interface ServerIdentity {
  readonly id: string
  readonly name: string
  /** The setting `jellyfinVersion`. */
  readonly version: string
  /** URL under which the client reached the server, with the base path if there is one. */
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
