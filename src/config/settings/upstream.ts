import { Type } from 'typebox'

/** The server in front of which Keyart stands. */
export const upstreamSettings = {
  upstream: Type.Object({
    url: Type.String({
      flag: 'upstream',
      default: '',
      description:
        'Stand in front of the Jellyfin or Emby server at this URL (`http://jellyfin:8096`): Keyart serves its images, and passes everything else through. Libraries are not needed then. See [In front of Jellyfin or Emby](upstream.md).',
    }),
    apiKey: Type.String({
      default: '',
      isSecret: true,
      pattern: '^[!#-\\[\\]-~]{0,200}$',
      expects:
        'a key of up to 200 letters, digits and signs, without spaces, quotes and backslashes',
      description:
        'An API key of the upstream, with which Keyart reads its lists (Jellyfin: Dashboard, API Keys). Other users of this machine can read the command line of a process: use the environment or the configuration file.',
    }),
    paths: Type.Array(Type.String(), {
      default: [],
      description:
        'Folders of the upstream that this machine sees, too, as `FROM=TO`, separated by commas (`/media=/srv/media` or `D:\\Films=/mnt/films`): images are read from there, if length and time are what the upstream says, and otherwise fetched. Needs `upstream.apiKey`. The longest FROM wins.',
    }),
    legacy: Type.Enum(['auto', 'on', 'off'], {
      default: 'auto',
      description:
        'Translate the URL prefixes and tokens of older apps for an upstream that no longer understands them. `auto`: for Jellyfin 12 and later.',
    }),
    enlarge: Type.Enum(['auto', 'on', 'off'], {
      default: 'auto',
      description:
        'Whether `width` and `height` may make an image of the upstream larger than its original. `auto`: as the upstream does; Jellyfin 12 and later do not.',
    }),
    maxBytes: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      unit: 'bytes',
      default: 5_000_000_000,
      description:
        'Maximum size of the originals that are stored of the upstream’s images. Those that have not been used for longest are removed first.',
    }),
  }),
}
