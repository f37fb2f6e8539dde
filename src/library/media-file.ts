/** A file that an item is played from. */
export interface MediaFile {
  /** Relative to the library's folder. A disc as a folder is the folder. */
  readonly path: string
  /** Size of the file; absent for a folder. */
  readonly bytes?: number
  /** Absent as long as the file was not opened. */
  readonly facts?: MediaFacts
}

/** What a media file says of itself. */
export interface MediaFacts {
  /** In units of 100 ns. */
  readonly runTimeTicks?: number
  /** Of all streams together, in bits per second. */
  readonly bitRate?: number
  readonly streams: readonly MediaStream[]
}

export interface MediaStream {
  readonly kind: 'Video' | 'Audio' | 'Subtitle'
  /** Its number in the file. */
  readonly index: number
  readonly codec?: string
  readonly profile?: string
  /** ISO 639, as the file has it. */
  readonly language?: string
  readonly title?: string
  readonly isDefault?: boolean
  readonly isForced?: boolean
  /** Bits per second. */
  readonly bitRate?: number
  /** Of a video, in pixels. */
  readonly width?: number
  readonly height?: number
  /** Of a video, in frames per second. */
  readonly frameRate?: number
  readonly channels?: number
  /** Of sound, in Hz. */
  readonly sampleRate?: number
}

/** What lies beside a film or series and belongs to it, in the wire's spelling of `ExtraType`. */
export const extraTypes = [
  'Unknown',
  'Clip',
  'Trailer',
  'BehindTheScenes',
  'DeletedScene',
  'Interview',
  'Scene',
  'Sample',
  'ThemeSong',
  'ThemeVideo',
  'Featurette',
  'Short',
] as const
export type ExtraType = (typeof extraTypes)[number]

/** A further part of a film that lies in several files. */
export interface Part {
  /** 32 hex digits. */
  readonly id: string
  readonly file: MediaFile
}

/** A trailer, a making-of, a theme: part of an item, no item of its own. */
export interface Extra extends Part {
  readonly type: ExtraType
}

/** Extras that are neither trailers nor themes: what the wire calls special features. */
export const specialFeatureTypes: readonly ExtraType[] = extraTypes.filter(
  (type) => !['Trailer', 'ThemeSong', 'ThemeVideo'].includes(type),
)
