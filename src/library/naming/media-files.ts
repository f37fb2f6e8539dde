const video =
  '3g2 3gp asf avi bdmv divx dv dvr-ms f4v flv ifo img iso m1v m2t m2ts m2v m4v mk3d mkv mov mp4 mpe mpeg mpg mts mxf nrg ogm ogv qt rec rm rmvb strm svq3 tp trp ts ty viv vob vp3 webm wmv wtv xvid'
const audio =
  '669 3gp aa aac aax ac3 act adp adts aif aiff alac amf amr ape asf ast au awb caf cda dff dsf dsp dts dvf eac3 flac gsm hps iff it m4a m4b m4p mid midi mka mlp mod mogg mp+ mp2 mp3 mpa mpc mpp nsf oga ogg oma opus ra ram s3m shn spc tak thd tta umx vox wav wma wv xm xsp ymf'

/**
 * Extensions of artwork, the preferred first: those of Jellyfin in its order, then those that only
 * Keyart reads.
 */
export const imageExtensions = [
  'png',
  'jpg',
  'jpeg',
  'webp',
  'tbn',
  'gif',
  'svg',
  'avif',
  'heic',
  'heif',
  'tif',
  'tiff',
  'bmp',
] as const

const photoExtensions = new Set<string>(
  imageExtensions.filter((name) => name !== 'tbn' && name !== 'svg'),
)
const imageRanks = new Map<string, number>(imageExtensions.map((name, rank) => [name, rank]))
const videoExtensions = new Set(video.split(' '))
const audioExtensions = new Set(audio.split(' '))

/** The last segment of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The path of the folder that holds `path`; `''` is the library's own. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Lower case, without the dot; `''` for a name that has none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}

/** A file's name without its extension. Never for folders, whose dots mean nothing. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? name : name.slice(0, dot)
}

/** Place of the file's extension in `imageExtensions`; `undefined` for what is no image. */
export function imageRank(name: string): number | undefined {
  return imageRanks.get(extensionOf(name))
}

export function isVideo(name: string): boolean {
  return videoExtensions.has(extensionOf(name))
}

export function isAudio(name: string): boolean {
  return audioExtensions.has(extensionOf(name))
}

export function isPhoto(name: string): boolean {
  return photoExtensions.has(extensionOf(name))
}

export function isNfo(name: string): boolean {
  return extensionOf(name) === 'nfo'
}

/** Whether a scan has any use for the file. */
export function isOfInterest(name: string): boolean {
  const extension = extensionOf(name)
  return (
    imageRanks.has(extension) ||
    videoExtensions.has(extension) ||
    audioExtensions.has(extension) ||
    extension === 'nfo'
  )
}
