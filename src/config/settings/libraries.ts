import { Type } from 'typebox'

/** What is read of libraries and media files. */
export const librarySettings = {
  scan: Type.Object({
    watch: Type.Boolean({
      default: true,
      description: 'Detect changes in the library folders as they happen.',
    }),
    followLinksTo: Type.Array(Type.String(), {
      default: [],
      description:
        'Folders outside the libraries to which symbolic links in them may lead, separated by commas (`/mnt/debrid,/mnt/disk2`), for merged and debrid libraries. Other links that leave a library are not followed.',
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
  media: Type.Object({
    ffmpeg: Type.String({
      minLength: 1,
      default: 'auto',
      description:
        'Where to find ffmpeg and ffprobe, which extract chapter images, frames and attached pictures from videos. `auto` searches the PATH, `off` disables this, anything else is a folder.',
    }),
  }),
}
