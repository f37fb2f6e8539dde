import type { MediaFacts, MediaStream } from '../library/media-file.ts'

/** An object of ffprobe's report. */
export type Fields = Readonly<Record<string, unknown>>

const ticksPerMicrosecond = 10
/** More are a mistake of whatever wrote the file. */
const maxStreams = 100
const maxLength = 200

const kinds: Readonly<Record<string, MediaStream['kind']>> = {
  video: 'Video',
  audio: 'Audio',
  subtitle: 'Subtitle',
}

/** What plays, out of ffprobe's `format` and `streams`; covers are none of it. */
export function mediaFactsOf(format: Fields, streams: readonly Fields[]): MediaFacts {
  const duration = numberOf(format['duration'])
  return {
    ...given('runTimeTicks', duration === undefined ? undefined : toTicks(duration)),
    ...given('bitRate', countOf(format['bit_rate'])),
    streams: streams.slice(0, maxStreams).flatMap(streamOf),
  }
}

function streamOf(fields: Fields): MediaStream[] {
  const kind = kinds[String(fields['codec_type'])]
  const index = numberOf(fields['index'])
  const disposition = recordOf(fields['disposition'])
  if (kind === undefined || index === undefined || disposition['attached_pic'] === 1) return []
  const tags = recordOf(fields['tags'])
  return [
    {
      kind,
      index,
      ...given('codec', textOf(fields['codec_name'])),
      ...given('profile', textOf(fields['profile'])),
      ...given('language', textOf(tags['language'])),
      ...given('title', textOf(tags['title'])),
      ...(disposition['default'] === 1 ? { isDefault: true } : {}),
      ...(disposition['forced'] === 1 ? { isForced: true } : {}),
      ...given('bitRate', countOf(fields['bit_rate'])),
      ...given('width', countOf(fields['width'])),
      ...given('height', countOf(fields['height'])),
      ...given('frameRate', ratioOf(fields['avg_frame_rate'])),
      ...given('channels', countOf(fields['channels'])),
      ...given('sampleRate', countOf(fields['sample_rate'])),
    },
  ]
}

/** Of a length in seconds, to the microsecond as ffprobe has it; `undefined` for none that a film has. */
export function toTicks(seconds: number): number | undefined {
  const isLength = seconds > 0 && seconds < 1e8
  return isLength ? Math.round(seconds * 1e6) * ticksPerMicrosecond : undefined
}

function given<K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: T })
}

function recordOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.slice(0, maxLength).toWellFormed().trim() : ''
  return text === '' ? undefined : text
}

/** ffprobe writes many numbers as strings. */
function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

function countOf(value: unknown): number | undefined {
  const number = numberOf(value)
  return number !== undefined && Number.isSafeInteger(number) && number > 0 ? number : undefined
}

/** `24000/1001`. */
function ratioOf(value: unknown): number | undefined {
  const [over, under] = typeof value === 'string' ? value.split('/').map(Number) : []
  const ratio = (over ?? 0) / (under ?? 0)
  return Number.isFinite(ratio) && ratio > 0 ? Math.round(ratio * 1000) / 1000 : undefined
}
