import { parentPort } from 'node:worker_threads'
import { type ICommonTagsResult, type IFormat, type IPicture, parseFile } from 'music-metadata'
import type { MediaFacts } from '../library/media-file.ts'
import type { SongTags } from '../library/song-tags.ts'
import { toTicks } from './media-facts.ts'
import { readUntypedCover } from './mp4-cover.ts'

/** To the thread that reads songs. */
export interface SongRequest {
  readonly path: string
}

/** What is in a song. */
export interface Song {
  /** Those that may stand for it, the best first. */
  readonly pictures: readonly Uint8Array[]
  readonly tags: SongTags
  readonly media: MediaFacts
}

/** From it, one a request. */
export type SongAnswer = ({ readonly kind: 'song' } & Song) | { readonly kind: 'unreadable' }

/** Pictures of one song that are tried. */
const maxPictures = 4
/** Of a kind; longer lists and texts are nobody's. */
const maxNames = 50
const maxLength = 500

async function readSong({ path }: SongRequest): Promise<SongAnswer> {
  try {
    const { common, format } = await parseFile(path, { duration: false, skipPostHeaders: false })
    const pictures = choosePictures(common.picture ?? [])
    const isMp4 = pictures.length === 0 && /^(?:M4[AB]|mp4)/i.test(format.container ?? '')
    const untyped = isMp4 ? await readUntypedCover(path) : undefined
    return {
      kind: 'song',
      pictures: untyped === undefined ? pictures : [untyped],
      tags: toTags(common),
      media: toMedia(format),
    }
  } catch {
    return { kind: 'unreadable' }
  }
}

/** Front covers, then those of no kind, then the others. */
function choosePictures(pictures: readonly IPicture[]): Uint8Array[] {
  const rank = ({ type = 'Other' }: IPicture) =>
    type === 'Cover (front)' ? 0 : type === 'Other' ? 1 : 2
  return pictures
    .filter(({ data }) => data.length > 0)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, maxPictures)
    .map(({ data }) => data)
}

/** As far as the head of the file tells: nothing is read through for its length. */
function toMedia({ duration, bitrate, codec, numberOfChannels, sampleRate }: IFormat): MediaFacts {
  const runTimeTicks = toTicks(duration ?? 0)
  const name = text(codec)?.toLowerCase()
  const bitRate = bitrate === undefined ? undefined : Math.round(bitrate)
  const stream = {
    kind: 'Audio',
    index: 0,
    ...(name === undefined ? {} : { codec: codecs[name] ?? name }),
    ...(numberOfChannels === undefined ? {} : { channels: numberOfChannels }),
    ...(sampleRate === undefined ? {} : { sampleRate }),
  } as const
  return {
    ...(runTimeTicks === undefined ? {} : { runTimeTicks }),
    ...(bitRate === undefined ? {} : { bitRate }),
    streams: [stream],
  }
}

/** As ffmpeg calls them. */
const codecs: Readonly<Record<string, string>> = {
  'mpeg 1 layer 3': 'mp3',
  'mpeg 2 layer 3': 'mp3',
  'mpeg 2.5 layer 3': 'mp3',
  'vorbis i': 'vorbis',
  'mpeg-4/aac': 'aac',
}

function toTags(common: ICommonTagsResult): SongTags {
  const { title, album, artist, artists, albumartist, genre, track, disk, year } = common
  const many = names(artists ?? [])
  const tags = {
    title: text(title),
    album: text(album),
    artists: many.length > 0 ? many : names([artist]),
    albumArtists: names(common.albumartists ?? [albumartist]),
    genres: names(genre ?? []),
    track: number(track.no),
    disc: number(disk.no),
    year: number(year),
  }
  const withAll = isCompilation(common) ? { ...tags, albumArtists: ['Various Artists'] } : tags
  return Object.fromEntries(
    Object.entries(withAll).filter(([, value]) => value !== undefined),
  ) as unknown as SongTags
}

/** Marked as one of several artists, without saying whose album it is (iTunes). */
function isCompilation({ compilation, albumartist }: ICommonTagsResult): boolean {
  return compilation === true && text(albumartist) === undefined
}

function text(value: string | undefined): string | undefined {
  const plain = value
    ?.slice(0, maxLength)
    .toWellFormed()
    .replaceAll('\0', ' ')
    .normalize('NFC')
    .trim()
  return plain === '' ? undefined : plain
}

function names(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.slice(0, maxNames).flatMap((value) => text(value) ?? []))]
}

function number(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value < 10_000
    ? value
    : undefined
}

parentPort!.on('message', (request: SongRequest) => {
  void readSong(request).then((answer) => parentPort!.postMessage(answer))
})
