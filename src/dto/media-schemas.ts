import { Type, type Static } from 'typebox'
import { component } from './component.ts'

/* What an item is played from. Nothing is played here: clients show it, and tools match by it. */

const count = (description: string) => Type.Optional(Type.Integer({ description, minimum: 0 }))
const text = (description: string) => Type.Optional(Type.String({ description }))
const never = Type.Boolean({ description: 'Always false: Keyart does not play media.' })

export const MediaStreamSchema = component('MediaStream', {
  Type: Type.Enum(['Video', 'Audio', 'Subtitle']),
  Index: Type.Integer({ description: 'Number of the stream in the file.' }),
  Codec: text('As ffmpeg calls it.'),
  Profile: text('Profile of the codec.'),
  Language: text('ISO 639, as the file has it.'),
  Title: text('As the file has it.'),
  DisplayTitle: text('What lists of streams show.'),
  BitRate: count('Bits per second.'),
  Width: count('In pixels.'),
  Height: count('In pixels.'),
  AverageFrameRate: Type.Optional(Type.Number()),
  RealFrameRate: Type.Optional(Type.Number()),
  Channels: count('Channels of sound.'),
  SampleRate: count('In Hz.'),
  IsDefault: Type.Boolean(),
  IsForced: Type.Boolean(),
  IsHearingImpaired: Type.Boolean(),
  IsInterlaced: Type.Boolean(),
  IsOriginal: Type.Boolean(),
  IsExternal: Type.Boolean(),
  IsTextSubtitleStream: Type.Boolean(),
  SupportsExternalStream: Type.Boolean(),
  VideoRange: Type.String(),
  VideoRangeType: Type.String(),
  AudioSpatialFormat: Type.String(),
})

export const MediaSourceSchema = component('MediaSourceInfo', {
  Id: Type.String({ description: 'Of the first version the id of the item.' }),
  Path: text('Path of the file on the server, for admins and API keys.'),
  Name: text('Name of the version.'),
  Container: text('Extension of the file.'),
  Size: count('In bytes.'),
  RunTimeTicks: count('In units of 100 ns.'),
  Bitrate: count('Bits per second.'),
  VideoType: text('`VideoFile`.'),
  Protocol: Type.String(),
  Type: Type.String(),
  IsRemote: Type.Boolean(),
  ReadAtNativeFramerate: Type.Boolean(),
  IgnoreDts: Type.Boolean(),
  IgnoreIndex: Type.Boolean(),
  GenPtsInput: Type.Boolean(),
  SupportsTranscoding: never,
  SupportsDirectStream: never,
  SupportsDirectPlay: never,
  IsInfiniteStream: Type.Boolean(),
  UseMostCompatibleTranscodingProfile: Type.Boolean(),
  RequiresOpening: Type.Boolean(),
  RequiresClosing: Type.Boolean(),
  RequiresLooping: Type.Boolean(),
  SupportsProbing: Type.Boolean(),
  TranscodingSubProtocol: Type.String(),
  HasSegments: Type.Boolean(),
  MediaStreams: Type.Array(MediaStreamSchema),
})

/** Members of an item. */
export const mediaMembersSchema = {
  Path: text('Path of the file or folder on the server, for admins and API keys.'),
  Container: text('Extension of the file.'),
  MediaSources: Type.Optional(Type.Array(MediaSourceSchema)),
  MediaStreams: Type.Optional(Type.Array(MediaStreamSchema)),
  PartCount: count('Number of files, of a film in several parts.'),
  MediaSourceCount: count('Number of versions.'),
  ExtraType: text('Of an extra: `Trailer`, `Featurette`, …'),
}

export type MediaStreamDto = Static<typeof MediaStreamSchema>
export type MediaSourceDto = Static<typeof MediaSourceSchema>
