import { cannotApply, tested, type Answer } from './answer.ts'

/** How images are asked for, answered, cached and kept from those who may not see them. */
export const answering: readonly Answer[] = [
  {
    ids: [
      'Jellyfin, ImageController',
      'jellyfin-archive/jellyfin-roku-legacy#735',
      'jellyfin-archive/jellyfin-roku-legacy#900',
      'jellyfin/Swiftfin#2092',
    ],
    what: 'The URL of an old image returned the new one, cached for a year, or clients kept showing the old one.',
    verdict: tested(
      'end-to-end/changes.test.ts',
      'a changed file has a new tag, and the URL of the old one freezes nothing',
    ),
  },
  {
    ids: ['Jellyfin, ImageController'],
    what: 'All sizes and formats of an image had the same strong ETag.',
    verdict: tested(
      'end-to-end/http.test.ts',
      'an original that fits goes out as it is, and one ETag is one outcome',
    ),
  },
  {
    ids: ['Jellyfin, ImageController', 'jellyfin/jellyfin#10421'],
    what: 'Responses were stale on arrival because their age was that of the file, or were cached for ever without a tag.',
    verdict: tested(
      'end-to-end/http.test.ts',
      'how long an answer may be kept follows from the tag alone',
    ),
  },
  {
    ids: ['Jellyfin, ImageController'],
    what: 'A date was read in the server’s time zone, so that east of Greenwich a new image was taken for the old one.',
    verdict: tested(
      'http/protocol/caching.test.ts',
      'a date is the same moment wherever the server stands, in all three forms',
    ),
  },
  {
    ids: ['Jellyfin, ImageController'],
    what: 'A date was used although the ETag said that the image had changed.',
    verdict: tested(
      'end-to-end/http.test.ts',
      'validators are answered with 304, by their order of precedence',
    ),
  },
  {
    ids: ['Jellyfin, ImageController'],
    what: '`no-cache` in a request was recognised only if it was the only directive.',
    verdict: cannotApply('Keyart ignores `Cache-Control` in requests: every response is current.'),
  },
  {
    ids: ['Jellyfin, ImageController'],
    what: 'A fractional size, as clients compute them, was refused.',
    verdict: tested(
      'http/protocol/query-keys.test.ts',
      'numbers may be fractions where a number is expected',
    ),
  },
  {
    ids: ['Jellyfin, ImageController', 'jellyfin/jellyfin#7256', 'jellyfin/jellyfin#12143'],
    what: 'Images from other servers were fetched during a GET, or by the client.',
    verdict: cannotApply('Images are local files: a GET never contacts another server.'),
  },
  {
    ids: ['Jellyfin, ImageInfo'],
    what: 'Lists of images and chapters contained paths of the server.',
    verdict: tested('dto/own-images.test.ts', 'no DTO tells where an original lies'),
  },
  {
    ids: ['jellyfin/jellyfin#5060', 'jellyfin/jellyfin#5177'],
    what: 'Private images were open to everyone with the URL.',
    verdict: tested(
      'http/access/access.test.ts',
      'closed images ask for a token and are kept by nobody in between',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#5415', 'jellyfin/jellyfin#13988'],
    what: 'Without signing in, one could find out what is in a library.',
    verdict: tested('end-to-end/strangers.test.ts', 'learns nothing by any route'),
  },
  {
    ids: ['jellyfin/jellyfin#16839'],
    what: 'Most requests of browsers missed their cache, because every response varied by `Accept`.',
    verdict: tested(
      'end-to-end/http.test.ts',
      'the format is negotiated, and Vary says so only then',
    ),
  },
]
