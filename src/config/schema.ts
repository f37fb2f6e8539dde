import { type Static, type TSchema, Type } from 'typebox'
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
      'Address to listen on. `0.0.0.0` or `::` lets other machines in; until a user has a password they get nothing but the page that makes the first admin (`access.withoutAccounts`).',
  }),
  port: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 8097,
    description: 'Port to listen on. 0 takes any free one and prints it.',
  }),
  data: Type.String({
    minLength: 1,
    default: 'keyart-data',
    description: 'Folder for the catalog, uploads and derivatives. Made if it does not exist.',
  }),
  serverName: Type.String({
    minLength: 1,
    maxLength: 100,
    default: 'Keyart',
    description: 'The name that clients show.',
  }),
  logLevel: Type.Enum(['silent', 'error', 'warn', 'info', 'debug'], {
    default: 'info',
    description: 'What is logged, as JSON lines on standard output (readable on a terminal).',
  }),
  logSlowMilliseconds: Type.Integer({
    minimum: 0,
    maximum: 3_600_000,
    default: 1000,
    description: 'Requests that take longer, in milliseconds, have a line in the log. 0 logs none.',
  }),
  watchdogSeconds: Type.Integer({
    minimum: 0,
    maximum: 3_600,
    default: 5,
    description:
      'When the server has answered nobody for so many seconds, log and metrics say where it stands still. 0 turns that off.',
  }),
  http: Type.Object({
    trustedProxies: Type.Array(Type.String(), {
      default: [],
      description:
        'Proxies in front, as addresses or networks (`127.0.0.1`, `10.0.0.0/8`) with commas between: only of a request from one of these does `X-Forwarded-For` say whose it is. Without it all who come through a proxy have one address.',
    }),
    maxConnections: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 10_000,
      description:
        'Connections open at a time; one more is closed at once. 0 sets no bound but that of the operating system.',
    }),
    maxConnectionsPerAddress: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 500,
      description:
        'Connections from one address (IPv6: a /64) open at a time; one more is a 429. Those of `http.trustedProxies` do not count. 0 sets no bound.',
    }),
    maxStreamsPerAddress: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 50,
      description:
        "WebSockets and streams of events from one client's address (IPv6: a /64) open at a time; one more is a 429. 0 sets no bound.",
    }),
  }),
  access: Type.Object({
    images: Type.Enum(['open', 'signed-in'], {
      default: 'open',
      description:
        'Who may read images: `open` lets everyone who knows the URL, as clients expect; `signed-in` asks for a token once a user has a password.',
    }),
    withoutPassword: Type.Enum(['local', 'open'], {
      default: 'local',
      description:
        'From where users without a password sign in: this machine and its local network (`local`), or anywhere (`open`).',
    }),
    tokenDays: Type.Integer({
      minimum: 0,
      maximum: 3650,
      default: 0,
      description:
        'Days without use after which a sign-in ends. API keys do not end by themselves. 0: sign-ins neither.',
    }),
    withoutAccounts: Type.Enum(['local', 'open'], {
      default: 'local',
      description:
        'Who is answered while no user has a password: programs on this machine (`local`; others get the page that makes the first admin), or everyone who reaches the port (`open`).',
    }),
    hostNames: Type.Array(Type.String(), {
      default: [],
      description:
        'Names that the server goes by while no user has a password, with commas between (`nas.local`). Addresses and `localhost` always are; a request by another name is a 421.',
    }),
    origins: Type.Array(Type.String(), {
      default: [],
      description:
        'Origins of other pages that may show and read the artwork while no user has a password, with commas between (`http://dashboard.local:3000`). Once one has, pages of any origin may.',
    }),
  }),
  limits: Type.Object({
    maxOutputPixels: Type.Integer({
      minimum: 10_000,
      maximum: 1_000_000_000,
      default: 16_800_000,
      description:
        'Most pixels of an image that a request may ask for; more is a 400. An animation may have twice as many in all frames together; a larger one is made its first frame.',
    }),
    maxSourcePixels: Type.Integer({
      minimum: 10_000,
      maximum: 1_000_000_000,
      default: 120_000_000,
      description:
        'Most pixels of an original, all frames together; a larger one is a scan problem.',
    }),
    maxSourceBytes: bytes({
      minimum: 1_000,
      default: 100_000_000,
      description: 'Most bytes of an original; a larger one is a scan problem.',
    }),
    maxUploadBytes: bytes({
      minimum: 1_000,
      maximum: 100_000_000,
      default: 50_000_000,
      description: 'Most bytes of an image that is uploaded or fetched by URL; more is a 413.',
    }),
    maxUserImageBytes: bytes({
      minimum: 1_000,
      maximum: 100_000_000,
      default: 10_000_000,
      description:
        'Most bytes of a picture of a user; more is a 413. The default is above what phones make.',
    }),
    userUploadsPerHour: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 30,
      description:
        'Pictures that a user who is not an admin may send in an hour; more is a 429. 0 sets no bound.',
    }),
    renderSecondsPerMinute: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      default: 60,
      description:
        'Seconds of processor time that making images for one address (IPv6: a /64) may take in a minute; then another size that is there already is sent. 60 are some 3,000 posters. A user has four times as much, admins and API keys no bound. 0 sets none.',
    }),
    derivativesPerHour: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 240,
      description:
        'Derivatives of one original that are made in an hour for one address; then another size that is there already is sent. A user has four times as much, admins and API keys no bound. 0 sets none.',
    }),
    sizeStep: Type.Integer({
      minimum: 0,
      maximum: 1_000,
      default: 0,
      description:
        'Rounds the sizes that are asked for up to a multiple of so many pixels, so that those that differ by little share a derivative. Images then are not exactly as large as was asked. 0 leaves them exact.',
    }),
  }),
  formats: Type.Object({
    avif: Type.Enum(['off', 'prerendered', 'always'], {
      default: 'prerendered',
      description:
        'When clients that accept AVIF and ask for no format get one: never (`off`), when it is there already (`prerendered`; it is made behind the first answer), or at once (`always`).',
    }),
    metadata: Type.Enum(['strip', 'keep'], {
      default: 'strip',
      description:
        'Originals that go out as they are: without Exif, XMP, IPTC and texts, which tell place, time, camera and owner (`strip`; every bit of the picture and its colours stays), or whole (`keep`).',
    }),
  }),
  cache: Type.Object({
    maxBytes: bytes({
      minimum: 0,
      default: 2_000_000_000,
      description:
        'Derivatives kept on disk, in bytes; what is used least for its size leaves first.',
    }),
    memoryBytes: bytes({
      minimum: 0,
      default: 64_000_000,
      description:
        'Derivatives held in memory, in bytes. As far as three quarters of it are free, those that clients are likely to ask for are read ahead.',
    }),
    rungs: Type.Boolean({
      default: true,
      description:
        'Whether large originals get smaller pictures of their own, kept among the derivatives, from which other sizes are made sooner.',
    }),
  }),
  prerender: Type.Object({
    enabled: Type.Boolean({
      default: true,
      description:
        'Whether the sizes that clients keep asking for are made before they ask, while nobody waits for anything else.',
    }),
    maxBytes: bytes({
      minimum: 0,
      default: 0,
      description:
        'Derivatives made ahead of time, in bytes; never more than fit beside what people asked for. 0 means half of `cache.maxBytes`.',
    }),
    processorMinutesPerDay: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 360,
      description:
        'Minutes of processor time, of all cores together, that making images ahead of time may take in a day; what is left is made on the next. The verb `prerender` is not bound by it. 0 sets no bound.',
    }),
  }),
  renderer: Type.Object({
    slots: Type.Integer({
      minimum: 0,
      maximum: 256,
      default: 0,
      description:
        'Images made at the same time; one of them is one that somebody waits for. 0 means two a core and that one.',
    }),
    maxWaiting: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 4_000,
      description: 'Images that may wait to be made; one more is answered with 503.',
    }),
    memoryBytes: bytes({
      minimum: 100_000_000,
      default: 1_000_000_000,
      description:
        'Resident memory from which on the renderer process is replaced; at twice this it is ended at once.',
    }),
    timeoutSeconds: Type.Integer({
      minimum: 1,
      maximum: 600,
      default: 60,
      description: 'Longest time that one image may take to make.',
    }),
  }),
  scan: Type.Object({
    watch: Type.Boolean({
      default: true,
      description: 'Whether changes in the library folders are noticed at once.',
    }),
    intervalMinutes: Type.Integer({
      minimum: 0,
      maximum: 43_200,
      default: 720,
      description:
        'Minutes between two full rescans, for folders that cannot be watched. 0 means only at the start.',
    }),
  }),
  artwork: Type.Object({
    saveToMedia: Type.Boolean({
      default: false,
      description:
        'Whether uploads of items are written beside the media under the names of Kodi, and deleting an image removes its file. Without it media folders are never written to.',
    }),
    collages: Type.Boolean({
      default: true,
      description:
        'Whether libraries, collections, artists, genres and studios without a picture show one of those of what they hold.',
    }),
    screenGrabs: Type.Boolean({
      default: true,
      description:
        'Whether a film or episode without a poster shows a frame of its video instead. Needs ffmpeg.',
    }),
  }),
  fetch: Type.Object({
    timeoutSeconds: Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 20,
      description: 'Longest time that fetching an image by URL may take, redirects and all.',
    }),
  }),
  metrics: Type.Object({
    access: Type.Enum(['key', 'local', 'open', 'admin', 'off'], {
      default: 'key',
      description:
        'Who may read `/metrics`: admins and API keys, read-only ones too, and while there is no account programs on this machine (`key`); programs on this machine that ask without a proxy (`local`); everyone (`open`); admins and API keys that may do all (`admin`); or nobody (`off`).',
    }),
  }),
  sandbox: Type.Enum(['auto', 'off', 'required'], {
    default: 'auto',
    description:
      'What decodes foreign files (the renderer process, ffmpeg) gets no network and reads only what it is given: as far as this system can (`auto`; on Linux with bubblewrap), not at all (`off`), or the server does not start (`required`). docs/reliability.md says what holds where.',
  }),
  media: Type.Object({
    ffmpeg: Type.String({
      minLength: 1,
      default: 'auto',
      description:
        'Where ffmpeg and ffprobe are, which take chapter images, frames and attached pictures out of videos: `auto` looks on the PATH, `off` never opens a video, anything else is a folder.',
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
