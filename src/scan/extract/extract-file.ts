import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OriginalState } from '../../catalog/images/image-catalog.ts'
import { isKeyartError } from '../../errors.ts'
import type { ImageType } from '../../library/image-type.ts'
import type { FileStamp } from '../../library/image.ts'
import type { Library } from '../../library/library.ts'
import { isAudio } from '../../library/naming/media-files.ts'
import type { Ffmpeg } from '../../media/ffmpeg.ts'
import type { Reading } from '../../media/reading.ts'
import type { Songs } from '../../media/songs.ts'
import type { Renderer } from '../../render/renderer.ts'
import type { ExtractedImages } from '../../sources/extracted.ts'
import type { LibraryFiles } from '../../sources/library-files.ts'
import type { Extracted, Findings, VideoFindings } from './findings.ts'
import type { Semaphore } from '../../semaphore.ts'
import type { ListedFile } from '../walk/listing.ts'
import { isOneColour } from './one-colour.ts'
import type { MediaUse } from './plan-extracted.ts'
import { isSameStamp } from '../nfo/read-nfos.ts'

/** Milliseconds until a renderer that is busy is asked again. */
const busyPause = 100
const ticksPerSecond = 10_000_000
/** Seconds into a video of unknown length at which a frame is taken. */
const grabAt = 10
/** Parts of its length at which a frame is taken, until one is not of one colour. */
const grabParts = [0.1, 0.25, 0.4, 0.6, 0.8]

/** Thrown when not all could be learnt of a file: it is tried again another time. */
export class Interrupted extends Error {
  /** What was learnt, if anything. */
  readonly found: Findings | undefined

  constructor(found?: Findings) {
    super('Interrupted')
    this.found = found
  }
}

export interface FileExtractorParts {
  readonly sources: LibraryFiles
  readonly store: ExtractedImages
  readonly renderer: Renderer
  /** Absent where there is no ffmpeg. */
  readonly ffmpeg: Ffmpeg | undefined
  readonly songs: Songs
  /** Bounds the processes that run at a time. */
  readonly semaphore: Semaphore
  readonly screenGrabs: boolean
  readonly signal: AbortSignal
}

/** What is looked for: pictures that stand for the whole first, chapters in a second round. */
export interface Wanted {
  readonly chapters: boolean
  /** Whether the item has a sound image of the type among the files beside it. */
  has(type: ImageType): boolean
}

/** Looks into the media files of one unit and keeps the pictures that it takes out of them. */
export class FileExtractor {
  readonly #parts: FileExtractorParts
  /** Of pictures that this opened, by key. */
  readonly #states = new Map<string, OriginalState>()

  constructor(parts: FileExtractorParts) {
    this.#parts = parts
  }

  /**
   * What is known of the file after all that is wanted of it was looked for; `undefined` when
   * there is nothing here to look with.
   * @throws Interrupted
   */
  async extract(
    library: Library,
    { file }: MediaUse,
    previous: Findings | undefined,
    wanted: Wanted,
  ): Promise<Findings | undefined> {
    const path = await this.#parts.sources.find(library, file.path)
    if (path === undefined) throw new Interrupted()
    const found = await this.#inspect(path, file, previous, wanted)
    // A verdict on a file that is another one by now, or gone with its disk, is none.
    if (found !== previous && !(await isStill(path, file))) throw new Interrupted()
    return found
  }

  async #inspect(
    path: string,
    file: ListedFile,
    previous: Findings | undefined,
    wanted: Wanted,
  ): Promise<Findings | undefined> {
    if (previous?.kind === 'unreadable') return previous
    if (isAudio(file.path) && previous?.kind !== 'video') return this.#song(path, previous)
    const video = await this.#video(path, previous)
    if (video?.kind !== 'video') return video
    const pictured = await this.#pictures(path, video, wanted)
    return wanted.chapters ? this.#chapters(path, pictured, wanted) : pictured
  }

  /** Whether chapters are still to be looked for. */
  async lacksChapters(found: Findings | undefined, wanted: Wanted): Promise<boolean> {
    if (found?.kind !== 'video' || !this.#mayTakeFrames(found)) return false
    if (wanted.has('Chapter')) return false
    for (const { image } of found.chapters) if (!(await this.#isSettled(image))) return true
    return false
  }

  /** What a stored picture is, opening it if need be; `undefined` when it is gone. */
  async stateOf(key: string): Promise<OriginalState | undefined> {
    const previous = this.#states.get(key)
    if (previous !== undefined) return previous
    const file = await this.#parts.store.find(key)
    if (file === undefined) return undefined
    const outcome = await this.#whenFree(() => this.#parts.renderer.probe(file, 'scan'))
    if (outcome.kind === 'missing') return undefined
    // Tried again another time, as all that was interrupted is.
    if (outcome.kind === 'unreadable') throw new Interrupted()
    this.#states.set(key, outcome)
    return outcome
  }

  /** Like `stateOf`, of a picture that this has opened already; else `undefined`. */
  newStateOf(key: string): OriginalState | undefined {
    return this.#states.get(key)
  }

  /** Of an older Keyart what was taken out of the file stays, and what plays is looked up. */
  async #video(path: string, previous: Findings | undefined): Promise<Findings | undefined> {
    if (previous?.kind !== 'video') return await this.#probe(path)
    if (previous.media !== undefined) return previous
    const probed = await this.#probe(path)
    return probed?.kind === 'video' && probed.media !== undefined
      ? { ...previous, media: probed.media }
      : previous
  }

  async #song(path: string, previous: Findings | undefined): Promise<Findings> {
    const isRead = previous?.kind === 'song' && previous.media !== undefined
    if (isRead && (await this.#isSettled(previous.picture))) return previous
    const { songs, signal } = this.#parts
    const reading = await songs.read(path, signal)
    if (reading.kind === 'interrupted') throw new Interrupted()
    if (reading.kind === 'unreadable') return { kind: 'unreadable' }
    const { pictures, tags, media } = reading.value
    // A broken front cover gives way to the next picture that is sound.
    for (const bytes of pictures) {
      const picture = await this.#store(Buffer.from(bytes))
      if (picture !== null) return { kind: 'song', picture, tags, media }
    }
    return { kind: 'song', picture: null, tags, media }
  }

  async #probe(path: string): Promise<Findings | undefined> {
    const { ffmpeg, semaphore, signal } = this.#parts
    if (ffmpeg === undefined) return undefined
    const reading = await semaphore.run(() => ffmpeg.probe(path, signal))
    if (reading.kind === 'interrupted') throw new Interrupted()
    return reading.kind === 'read' ? { kind: 'video', ...reading.value } : reading
  }

  async #pictures(path: string, video: VideoFindings, wanted: Wanted): Promise<VideoFindings> {
    const { ffmpeg, screenGrabs, signal } = this.#parts
    if (ffmpeg === undefined) return video
    const pictures = []
    for (const picture of video.pictures) {
      const { type, image } = picture
      const done = wanted.has(type) || (await this.#isSettled(image))
      const take = () => this.#take(() => ffmpeg.attachedPicture(path, picture, signal))
      pictures.push(done ? picture : { ...picture, image: await take() })
    }
    const found = { ...video, pictures }
    const isCovered =
      wanted.has('Primary') ||
      pictures.some(({ type, image }) => type === 'Primary' && typeof image === 'string')
    if (isCovered || !screenGrabs || !this.#mayTakeFrames(video)) return found
    if (await this.#isSettled(video.grab)) return found
    return { ...found, grab: await this.#grab(path, video) }
  }

  /** The first frame that shows something; the first there is where all are of one colour. */
  async #grab(path: string, video: VideoFindings): Promise<Extracted> {
    const { duration } = video
    const times = duration === undefined ? [grabAt] : grabParts.map((part) => duration * part)
    let first: Extracted = null
    for (const at of [...times, 0]) {
      const frame = await this.#frame(path, at, video)
      if (frame === null) continue
      first ??= frame
      const state = await this.stateOf(frame)
      if (state?.kind === 'image' && !isOneColour(state.probe)) return frame
    }
    return first
  }

  async #chapters(path: string, video: VideoFindings, wanted: Wanted): Promise<VideoFindings> {
    if (wanted.has('Chapter') || !this.#mayTakeFrames(video)) return video
    const taken = await Promise.allSettled(
      video.chapters.map(async (chapter) => {
        if (await this.#isSettled(chapter.image)) return chapter
        return { ...chapter, image: await this.#frame(path, chapterFrameAt(chapter), video) }
      }),
    )
    const chapters = taken.map((one, index) =>
      one.status === 'fulfilled' ? one.value : video.chapters[index]!,
    )
    const failures = taken.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as unknown] : [],
    )
    const found = { ...video, chapters }
    if (failures.length === 0) return found
    throw failures.find((error) => !(error instanceof Interrupted)) ?? new Interrupted(found)
  }

  #mayTakeFrames({ moves }: VideoFindings): boolean {
    return moves && this.#parts.ffmpeg !== undefined
  }

  async #frame(path: string, seconds: number, { hdr }: VideoFindings): Promise<Extracted> {
    const { ffmpeg, signal } = this.#parts
    if (ffmpeg === undefined) return null
    if (hdr === undefined) return await this.#take(() => ffmpeg.frame(path, seconds, signal))
    const frame = await this.#take(() => ffmpeg.hdrFrame(path, seconds, hdr, signal))
    return frame === null ? null : await this.#asJpeg(frame)
  }

  /** A kept picture of HDR as it is shown, in a tenth of its bytes. */
  async #asJpeg(key: string): Promise<Extracted> {
    const { renderer, store, signal } = this.#parts
    const state = await this.stateOf(key)
    const file = await store.find(key)
    if (state?.kind !== 'image' || file === undefined) return null
    const { tag, width, height } = state.probe
    const plan = {
      kind: 'derive',
      width,
      height,
      format: 'jpeg',
      quality: 92,
      animated: false,
    } as const
    try {
      return await this.#store(
        await this.#whenFree(() => renderer.render(file, plan, { tag, priority: 'scan', signal })),
      )
    } finally {
      await store.remove(key)
    }
  }

  /** Asks a renderer that is busy again, until this is stopped. */
  async #whenFree<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      if (this.#parts.signal.aborted) throw new Interrupted()
      try {
        return await ask()
      } catch (error) {
        if (!isKeyartError(error, 'BUSY')) throw error
        await sleep(busyPause)
      }
    }
  }

  async #take(run: () => Promise<Reading<Buffer>>): Promise<Extracted> {
    const reading = await this.#parts.semaphore.run(run)
    if (reading.kind === 'interrupted') throw new Interrupted()
    return reading.kind === 'read' ? await this.#store(reading.value) : null
  }

  /** `null` for what turns out to be no image. */
  async #store(bytes: Buffer): Promise<Extracted> {
    const { store } = this.#parts
    const key = await store.add(bytes)
    const state = await this.stateOf(key)
    if (state?.kind === 'image') return key
    await store.remove(key)
    return null
  }

  /** Whether it was tried, and is still there if it came to something. */
  async #isSettled(image: Extracted | undefined): Promise<boolean> {
    if (typeof image !== 'string') return image === null
    return (await this.#parts.store.find(image)) !== undefined
  }
}

/** A little after the start, for chapters begin in the middle of a cut or of a fade. */
function chapterFrameAt(chapter: {
  readonly startTicks: number
  readonly endTicks: number
}): number {
  const { startTicks, endTicks } = chapter
  return startTicks / ticksPerSecond + Math.min(1, (endTicks - startTicks) / ticksPerSecond / 10)
}

async function isStill(path: string, stamp: FileStamp): Promise<boolean> {
  try {
    const { size, mtimeMs, ctimeMs } = await stat(path)
    return isSameStamp({ bytes: size, mtimeMs, ctimeMs }, stamp)
  } catch {
    return false
  }
}
