import { type Static, type TSchema, Type } from 'typebox'
import { defaultJellyfinVersion } from '../jellyfin-version.ts'
import type { LibraryKind } from '../library/library.ts'

/*
 * Every setting, declared once. `cache.maxBytes` here is `--cache-max-bytes` on the command line,
 * `KEYART_CACHE_MAX_BYTES` in the environment and `{"cache": {"maxBytes": …}}` in keyart.json; the
 * table of options in the README is made from this schema.
 */

const bytes = (options: {
  minimum: number
  maximum?: number
  default: number
  description: string
}) => Type.Integer({ maximum: Number.MAX_SAFE_INTEGER, unit: 'bytes', ...options })

export const settingsSchema = Type.Object({
  host: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description:
      'Address to listen on. `0.0.0.0` or `::` accepts connections from other machines; until a user has a password, these only get the page that creates the first admin (see `access.withoutAccounts`).',
  }),
  port: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 8097,
    description: 'Port to listen on. 0 picks a free port and prints it.',
  }),
  data: Type.String({
    minLength: 1,
    default: 'keyart-data',
    description:
      'Folder for everything that Keyart stores: catalog, uploads and derivatives. Created if it does not exist.',
  }),
  serverName: Type.String({
    minLength: 1,
    maxLength: 100,
    default: 'Keyart',
    description: 'Server name that clients show.',
  }),
  jellyfinVersion: Type.String({
    pattern: '^[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}$',
    expects: 'a version such as 10.11.11',
    default: defaultJellyfinVersion,
    description:
      'Jellyfin version that the server reports to clients. Some refuse versions that they do not know.',
  }),
  logLevel: Type.Enum(['silent', 'error', 'warn', 'info', 'debug'], {
    default: 'info',
    description: 'What to log on standard output.',
  }),
  logSlowMilliseconds: Type.Integer({
    minimum: 0,
    maximum: 3_600_000,
    default: 1000,
    description: 'Log requests that take longer than this, in milliseconds. 0 disables this.',
  }),
  watchdogSeconds: Type.Integer({
    minimum: 0,
    maximum: 3_600,
    default: 5,
    description:
      'If the server hangs for longer than this many seconds, log and metrics say where. 0 disables this.',
  }),
  http: Type.Object({
    trustedProxies: Type.Array(Type.String(), {
      default: [],
      description:
        'Reverse proxies in front of Keyart, as addresses or networks separated by commas (`127.0.0.1`, `10.0.0.0/8`). Keyart takes the client’s address from `X-Forwarded-For` only if the request comes from one of these. If unset, all clients of a proxy count as one.',
    }),
    maxConnections: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 10_000,
      description:
        'Maximum number of open connections. Further ones are closed immediately. 0 leaves the limit to the operating system.',
    }),
    maxConnectionsPerAddress: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 500,
      description:
        'Maximum number of open connections per address (IPv6: per /64). Further ones get a 429. Addresses in `http.trustedProxies` are exempt. 0 means no limit.',
    }),
    maxStreamsPerAddress: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 50,
      description:
        'Maximum number of open WebSockets and event streams per client address (IPv6: per /64). Further ones get a 429. 0 means no limit.',
    }),
  }),
  access: Type.Object({
    images: Type.Enum(['open', 'signed-in'], {
      default: 'open',
      description:
        'Who may load images: everyone who has the URL (`open`), as clients expect, or only requests with a token (`signed-in`; takes effect once a user has a password).',
    }),
    withoutPassword: Type.Enum(['local', 'open'], {
      default: 'local',
      description:
        'Where users without a password may sign in from: this machine and its local network (`local`), or anywhere (`open`).',
    }),
    tokenDays: Type.Integer({
      minimum: 0,
      maximum: 3650,
      default: 0,
      description:
        'Sign users out after this many days without use. 0 means never. API keys do not expire.',
    }),
    withoutAccounts: Type.Enum(['local', 'open'], {
      default: 'local',
      description:
        'Who may use the server while no user has a password: programs on this machine (`local`; everyone else gets the page that creates the first admin), or everyone who can reach it (`open`).',
    }),
    hostNames: Type.Array(Type.String(), {
      default: [],
      description:
        'Host names that the server accepts while no user has a password, separated by commas (`nas.local`). IP addresses and `localhost` always work; requests for any other name get a 421.',
    }),
    origins: Type.Array(Type.String(), {
      default: [],
      description:
        'Origins of other websites that may use the server while no user has a password, separated by commas (`http://dashboard.local:3000`). Once a user has a password, all origins may.',
    }),
  }),
  limits: Type.Object({
    maxOutputPixels: Type.Integer({
      minimum: 10_000,
      maximum: 1_000_000_000,
      default: 16_800_000,
      description:
        'Maximum number of pixels of an image that a request asks for; more is a 400. All frames of an animation together may have twice as many; beyond that, only the first frame is sent.',
    }),
    maxSourcePixels: Type.Integer({
      minimum: 10_000,
      maximum: 1_000_000_000,
      default: 120_000_000,
      description:
        'Maximum number of pixels of an original, all frames together. Larger files are reported as scan problems.',
    }),
    maxSourceBytes: bytes({
      minimum: 1_000,
      default: 100_000_000,
      description: 'Maximum size of an original. Larger files are reported as scan problems.',
    }),
    maxUploadBytes: bytes({
      minimum: 1_000,
      maximum: 100_000_000,
      default: 50_000_000,
      description: 'Maximum size of an uploaded image, or of one fetched by URL; more is a 413.',
    }),
    maxUserImageBytes: bytes({
      minimum: 1_000,
      maximum: 100_000_000,
      default: 10_000_000,
      description:
        'Maximum size of a user’s picture; more is a 413. The default is enough for photos from a phone.',
    }),
    userUploadsPerHour: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 30,
      description:
        'How many pictures a user who is not an admin may upload per hour; more is a 429. 0 means no limit.',
    }),
    renderSecondsPerMinute: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      default: 60,
      description:
        'Processor time for creating images for one client address (IPv6: a /64), in seconds per minute. Over the limit, Keyart sends another size that already exists. Users who are signed in get four times as much; admins and API keys are not limited. 0 means no limit.',
    }),
    derivativesPerHour: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 240,
      description:
        'How many derivatives of one original a client address may have created per hour. Over the limit, Keyart sends another size that already exists. Users who are signed in get four times as many; admins and API keys are not limited. 0 means no limit.',
    }),
    sizeStep: Type.Integer({
      minimum: 0,
      maximum: 1_000,
      default: 0,
      description:
        'Round requested sizes up to a multiple of this many pixels, so that similar sizes share one derivative. Images are then not exactly as large as requested. 0 keeps sizes exact.',
    }),
  }),
  formats: Type.Object({
    avif: Type.Enum(['off', 'prerendered', 'always'], {
      default: 'prerendered',
      description:
        'When clients that accept AVIF, and request no format, get it: never (`off`), once it exists (`prerendered`; it is created in the background after the first request), or always (`always`; they wait for it).',
    }),
    metadata: Type.Enum(['strip', 'keep'], {
      default: 'strip',
      description:
        'Whether originals are sent without Exif, XMP, IPTC and text, which can reveal place, time, camera and owner (`strip`; pixels and colours do not change), or as they are (`keep`).',
    }),
  }),
  cache: Type.Object({
    maxBytes: bytes({
      minimum: 0,
      default: 2_000_000_000,
      description:
        'Maximum disk space for derivatives. When it is full, those that are used least for their size are removed first.',
    }),
    memoryBytes: bytes({
      minimum: 0,
      default: 64_000_000,
      description:
        'Maximum memory for derivatives. Up to three quarters of it are filled in advance with those that clients are likely to request.',
    }),
    intermediates: Type.Boolean({
      default: true,
      description:
        'Store smaller versions of large originals, which make creating further sizes faster. They count towards `cache.maxBytes`.',
    }),
  }),
  prerender: Type.Object({
    enabled: Type.Boolean({
      default: true,
      description:
        'Create the sizes that clients usually request in advance, while the server has nothing else to do.',
    }),
    maxBytes: bytes({
      minimum: 0,
      default: 0,
      description:
        'Maximum disk space for derivatives created in advance. They never displace derivatives that clients requested. 0 means half of `cache.maxBytes`.',
    }),
    processorMinutesPerDay: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 360,
      description:
        'Processor time for creating images in advance, in minutes per day, summed over all cores. What is left is done the next day. Does not limit the command `prerender`. 0 means no limit.',
    }),
  }),
  renderer: Type.Object({
    slots: Type.Integer({
      minimum: 0,
      maximum: 256,
      default: 0,
      description:
        'How many images to create at the same time. One of these slots is reserved for requests that are waiting. 0 means two per core plus the reserved one.',
    }),
    maxWaiting: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 4_000,
      description:
        'How many images may be waiting to be created. Beyond that, the requests that have waited longest get a 503.',
    }),
    memoryBytes: bytes({
      minimum: 100_000_000,
      default: 1_000_000_000,
      description:
        'Memory (resident) at which the renderer process is replaced by a new one. At twice this it is killed immediately.',
    }),
    timeoutSeconds: Type.Integer({
      minimum: 1,
      maximum: 600,
      default: 60,
      description: 'Maximum time for creating one image.',
    }),
  }),
  scan: Type.Object({
    watch: Type.Boolean({
      default: true,
      description: 'Detect changes in the library folders as they happen.',
    }),
    intervalMinutes: Type.Integer({
      minimum: 0,
      maximum: 43_200,
      default: 720,
      description:
        'Minutes between full rescans, which also find changes in folders that cannot be watched. 0 scans at startup only.',
    }),
  }),
  artwork: Type.Object({
    saveToMedia: Type.Boolean({
      default: false,
      description:
        'Save uploaded images of items beside the media, under the names that Kodi uses, and delete the file when an image is deleted. If off, Keyart never writes to media folders.',
    }),
    collages: Type.Boolean({
      default: true,
      description:
        'Show a collage of their contents for libraries, collections, artists, genres and studios without a picture.',
    }),
    screenGrabs: Type.Boolean({
      default: true,
      description:
        'Show a frame of the video for films and episodes without a poster. Needs ffmpeg.',
    }),
  }),
  fetch: Type.Object({
    timeoutSeconds: Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 20,
      description: 'Maximum time for fetching an image by URL, including redirects.',
    }),
  }),
  metrics: Type.Object({
    access: Type.Enum(['key', 'local', 'open', 'admin', 'off'], {
      default: 'key',
      description:
        'Who may read `/metrics`: admins and API keys, read-only ones too, and programs on this machine while there is no account (`key`); programs on this machine that connect without a proxy (`local`); everyone (`open`); admins and unrestricted API keys (`admin`); or nobody (`off`).',
    }),
  }),
  sandbox: Type.Enum(['auto', 'off', 'required'], {
    default: 'auto',
    description:
      'Isolate the processes that decode images and videos (the renderer and ffmpeg): no network, and no files except those they need. `auto` isolates as far as this system can, `required` refuses to start without bubblewrap (Linux only), `off` turns this off. See docs/security.md.',
  }),
  media: Type.Object({
    ffmpeg: Type.String({
      minLength: 1,
      default: 'auto',
      description:
        'Where to find ffmpeg and ffprobe, which extract chapter images, frames and attached pictures from videos. `auto` searches the PATH, `off` disables this, anything else is a folder.',
    }),
  }),
})

export type Settings = Static<typeof settingsSchema>

/** One library as configured. `--library KIND[:NAME]=FOLDER`, or an entry of `libraries` in the file. */
export interface LibrarySetting {
  readonly kind: LibraryKind
  readonly name: string
  /** Absolute. */
  readonly folder: string
}

export interface Config extends Settings {
  /** Empty when none is configured: then the demo library is served. */
  readonly libraries: readonly LibrarySetting[]
}

/** A setting apart from its group. */
export interface SettingDeclaration {
  /** `cache.maxBytes` */
  readonly key: string
  /** `cache-max-bytes`, without the dashes before it. */
  readonly flag: string
  /** `KEYART_CACHE_MAX_BYTES` */
  readonly variable: string
  readonly schema: TSchema
}

function listSettings(schema: TSchema, prefix: string): SettingDeclaration[] {
  const { properties } = schema as { properties?: Record<string, TSchema> }
  return Object.entries(properties ?? {}).flatMap(([name, property]) => {
    const key = prefix + name
    if ('properties' in property) return listSettings(property, `${key}.`)
    const flag = key.replaceAll('.', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    const variable = `KEYART_${flag.replaceAll('-', '_').toUpperCase()}`
    return [{ key, flag, variable, schema: property }]
  })
}

/** Every setting but the libraries, in the order of the schema. */
export const settingDeclarations: readonly SettingDeclaration[] = listSettings(settingsSchema, '')
