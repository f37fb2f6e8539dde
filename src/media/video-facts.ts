import type { ImageType } from '../library/image-type.ts'
import type { MediaFacts } from '../library/media-file.ts'
import { hdrOf, type HdrColours } from './hdr.ts'
import { type Fields, mediaFactsOf } from './media-facts.ts'

/** What ffprobe says of a video, as far as pictures go. Times are in seconds. */
export interface VideoFacts {
  /** Absent when the file does not say. */
  readonly duration?: number
  /** Whether there are moving pictures, other than a cover. */
  readonly moves: boolean
  /** Of moving pictures with light beyond white; absent for all others. */
  readonly hdr?: HdrColours
  readonly chapters: readonly ChapterFacts[]
  /** Pictures that the file carries, at most one a type. */
  readonly pictures: readonly AttachedPicture[]
  /** What there is to play. */
  readonly media: MediaFacts
}

export interface ChapterFacts {
  /** Units of 100 ns. */
  readonly startTicks: number
  /** Not before the start. */
  readonly endTicks: number
  readonly name: string
}

export interface AttachedPicture {
  readonly type: ImageType
  readonly stream: number
  /** A stream of one frame, or a file attached as it is. */
  readonly form: 'stream' | 'attachment'
}

/** More are a mistake of whatever wrote the file. */
const maxChapters = 300
const ticksPerSecond = 10_000_000

/** Names of attachments that say what they are: those of Jellyfin. */
const attachmentNames: ReadonlyMap<string, ImageType> = new Map([
  ['poster', 'Primary'],
  ['folder', 'Primary'],
  ['cover', 'Primary'],
  ['default', 'Primary'],
  ['movie', 'Primary'],
  ['show', 'Primary'],
  ['backdrop', 'Backdrop'],
  ['background', 'Backdrop'],
  ['art', 'Backdrop'],
  ['logo', 'Logo'],
])

/** Reads what `ffprobe -show_format -show_streams -show_chapters -of json` wrote; never throws. */
export function parseVideoFacts(json: string): VideoFacts | undefined {
  const report = asRecord(parseJson(json))
  if (report === undefined) return undefined
  const streams = asList(report['streams'])
  const moving = streams.find((stream) => stream['codec_type'] === 'video' && !isCover(stream))
  const hdr = moving === undefined ? undefined : hdrOf(moving)
  const duration = asNumber(asRecord(report['format'])?.['duration'])
  return {
    ...(duration !== undefined && duration > 0 ? { duration } : {}),
    moves: moving !== undefined,
    ...(hdr === undefined ? {} : { hdr }),
    chapters: chaptersOf(asList(report['chapters'])),
    pictures: picturesOf(streams),
    media: mediaFactsOf(asRecord(report['format']) ?? {}, streams),
  }
}

function chaptersOf(reported: readonly Fields[]): ChapterFacts[] {
  const chapters = reported.flatMap((fields) => {
    const start = asNumber(fields['start_time'])
    if (start === undefined || start < 0 || start > 1e7) return []
    const end = Math.min(1e7, Math.max(start, asNumber(fields['end_time']) ?? start))
    const title = asRecord(fields['tags'])?.['title']
    const name = typeof title === 'string' ? title.trim().slice(0, 200) : ''
    return [{ startTicks: toTicks(start), endTicks: toTicks(end), name }]
  })
  // Several editions of a film have chapters that begin together: the first of them counts.
  const byStart = new Map(chapters.toReversed().map((chapter) => [chapter.startTicks, chapter]))
  return [...byStart.values()]
    .toSorted((a, b) => a.startTicks - b.startTicks)
    .slice(0, maxChapters)
    .map((chapter, index) => ({ ...chapter, name: chapter.name || `Chapter ${index + 1}` }))
}

function toTicks(seconds: number): number {
  return Math.round(seconds * ticksPerSecond)
}

/** Named ones first, then covers that do not say what they are: those are Primary. */
function picturesOf(streams: readonly Fields[]): AttachedPicture[] {
  const found = new Map<ImageType, AttachedPicture>()
  const add = (type: ImageType | undefined, stream: Fields) => {
    const index = stream['index']
    if (type === undefined || typeof index !== 'number' || found.has(type)) return
    found.set(type, { type, stream: index, form: isCover(stream) ? 'stream' : 'attachment' })
  }
  const attached = streams.filter(
    (stream) => isCover(stream) || stream['codec_type'] === 'attachment',
  )
  for (const stream of attached) add(attachmentNames.get(stemOf(stream)), stream)
  for (const stream of attached) {
    // Matroska's `small_cover` and `cover_land` are no posters.
    const isOther = attachmentNames.has(stemOf(stream)) || /^small_|_land$/.test(stemOf(stream))
    if (isCover(stream) && !isOther) add('Primary', stream)
  }
  return [...found.values()]
}

function isCover(stream: Fields): boolean {
  return stream['codec_type'] === 'video' && asRecord(stream['disposition'])?.['attached_pic'] === 1
}

/** The name of the attached file, lower case and without its extension; `''` for want of one. */
function stemOf(stream: Fields): string {
  const tags = asRecord(stream['tags'])
  const name = tags?.['filename'] ?? tags?.['FILENAME']
  return typeof name === 'string' ? name.toLowerCase().replace(/\.[^.]*$/, '') : ''
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function asRecord(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined
}

function asList(value: unknown): readonly Fields[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : []
  return entries.map(asRecord).filter((entry) => entry !== undefined)
}

/** ffprobe writes seconds as strings. */
function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}
