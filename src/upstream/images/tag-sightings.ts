import { LRUCache } from 'lru-cache'
import { parseId } from '../../library/id.ts'
import { type ImageType, parseImageType } from '../../library/image-type.ts'
import {
  isFresh,
  isProven,
  type Moment,
  type NamedTag,
  type Observed,
  type Sightings,
  withSighting,
} from './freshness.ts'
import type { ImageTarget } from './image-target.ts'

const maxSightings = 100_000

/** Which tags the origin named of which images, and whether they are proven to be those of bytes. */
export class TagSightings {
  readonly #sightings = new LRUCache<string, Sightings>({ max: maxSightings })

  /** Hears what an answer of the origin said. `changedAt`: what was said before is void. */
  see(
    tags: readonly NamedTag[],
    moment: Moment & { readonly date: number | undefined },
    changedAt: number,
  ): void {
    if (moment.sentAt <= changedAt) return
    for (const { ownerId, type: name, index, tag } of tags) {
      const type = parseImageType(name)
      if (type === undefined) continue
      const key = keyOf(parseId(ownerId) ?? ownerId, type, index)
      const before = this.#sightings.peek(key)
      const isOld = before !== undefined && before.first.sentAt <= changedAt
      const seen = withSighting(isOld ? undefined : before, tag, moment)
      if (seen === undefined) this.#sightings.delete(key)
      else this.#sightings.set(key, seen)
    }
  }

  /** Whether the tag of the URL is what the origin says of this image and these bytes now. */
  isCurrent(target: ImageTarget, observed: Observed, now: number, changedAt: number): boolean {
    const { ownerId, type, index, tag } = target
    const seen = tag === undefined ? undefined : this.#sightings.get(keyOf(ownerId, type, index))
    if (seen === undefined || seen.tag !== tag) return false
    if (seen.first.sentAt <= changedAt || observed.first.sentAt <= changedAt) return false
    const isNow = isFresh(seen.last, now, changedAt) || isFresh(observed.last, now, changedAt)
    return isNow && isProven(observed, seen)
  }

  /** Whether the tag of the URL is what the origin named last, of whatever bytes. */
  isListed({ ownerId, type, index, tag }: ImageTarget): boolean {
    return tag !== undefined && this.#sightings.get(keyOf(ownerId, type, index))?.tag === tag
  }

  /**
   * Whether the origin has named the tag of the URL only since these bytes were last asked for: then
   * they may be those of the tag before.
   */
  isNewerThan({ last }: Observed, { ownerId, type, index, tag }: ImageTarget): boolean {
    const seen = tag === undefined ? undefined : this.#sightings.get(keyOf(ownerId, type, index))
    return seen !== undefined && seen.tag === tag && seen.first.receivedAt >= last.sentAt
  }
}

function keyOf(ownerId: string, type: ImageType, index: number): string {
  return `${ownerId} ${type} ${index}`
}
