import type { MediaStream } from '../library/media-file.ts'
import type { MediaStreamDto } from './media-schemas.ts'
import { present } from './present.ts'

const textCodecs = new Set(['ass', 'mov_text', 'ssa', 'srt', 'subrip', 'text', 'ttml', 'webvtt'])

/** A stream of a file (`MediaStream`). */
export function toMediaStreamDto(stream: MediaStream): MediaStreamDto {
  const { kind, width, height } = stream
  return {
    ...present({
      Codec: stream.codec,
      Profile: stream.profile,
      Language: stream.language,
      Title: stream.title,
      DisplayTitle: displayTitle(stream),
      BitRate: stream.bitRate,
      Width: width,
      Height: height,
      AverageFrameRate: stream.frameRate,
      RealFrameRate: stream.frameRate,
      Channels: stream.channels,
      SampleRate: stream.sampleRate,
    }),
    Type: kind,
    Index: stream.index,
    IsDefault: stream.isDefault === true,
    IsForced: stream.isForced === true,
    IsHearingImpaired: false,
    IsInterlaced: false,
    IsOriginal: false,
    IsExternal: false,
    IsTextSubtitleStream: kind === 'Subtitle' && textCodecs.has(stream.codec ?? ''),
    SupportsExternalStream: false,
    VideoRange: 'Unknown',
    VideoRangeType: 'Unknown',
    AudioSpatialFormat: 'None',
  }
}

/** What a list of streams calls it: `1080p HEVC`, `ger - AC3 - 6 ch`. */
function displayTitle({ kind, title, language, codec, height, channels }: MediaStream): string {
  const coded = codec?.toUpperCase()
  const parts =
    kind === 'Video'
      ? [[height === undefined ? undefined : `${height}p`, coded].filter(Boolean).join(' ')]
      : [title ?? language, coded, channels === undefined ? undefined : `${channels} ch`]
  return parts.filter((part) => part !== undefined && part !== '').join(' - ') || kind
}
