import type { ItemDto } from '../../src/dto/schemas.ts'
import { imageTypes, isPlural } from '../../src/library/image-type.ts'
import type { Size } from '../../src/render/plan/geometry.ts'
import { type Announced, ownImages, pathOf } from './announced.ts'
import { type Client, mapSome } from './ask.ts'
import type { Decoder } from './decoders.ts'
import { type MixedRequest, mixedRequest } from './mixed-requests.ts'
import { Seeded } from './seeded.ts'

export interface Outcome {
  readonly requests: number
  readonly statuses: ReadonlyMap<number, number>
  /** What is not as it must be, in words. */
  readonly mismatches: readonly string[]
}

/**
 * Asks for every image at `count` mixed sizes, and has another program say how large each answer
 * is. `originals`: true sizes by tag.
 */
export async function checkSizes(
  client: Client,
  images: readonly Announced[],
  originals: ReadonlyMap<string, Size>,
  options: { readonly count: number; readonly seed: number; readonly decoder: Decoder },
): Promise<Outcome> {
  const random = new Seeded(options.seed)
  const mismatches: string[] = []
  const statuses = new Map<number, number>()
  const requests = images.flatMap((image) => {
    const original = originals.get(image.tag)
    if (original === undefined) {
      mismatches.push(`${pathOf(image)}: nobody wrote a picture of tag ${image.tag}`)
      return []
    }
    const first = random.whole(0, 15)
    return Array.from({ length: options.count }, (_, index) =>
      mixedRequest(image, original, random, first + index),
    )
  })
  // A few thousand answers at a time fit into memory.
  for (let at = 0; at < requests.length; at += 2000) {
    const some = requests.slice(at, at + 2000)
    const answers = await mapSome(some, 16, async (request) => {
      const { status, headers, body } = await client.ask(request.path, request)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const fault = faultOf(request, status, headers['content-type'])
      if (fault !== undefined)
        mismatches.push(`${request.path}: ${fault} ${status === 200 ? '' : body.toString()}`)
      return { request, body, ok: status === 200 }
    })
    const pictures = answers.filter(({ ok }) => ok)
    const decoded = await options.decoder.decode(pictures.map(({ body }) => body))
    for (const [index, { request, body }] of pictures.entries()) {
      const found = decoded[index]!
      const { width, height } = request.expected
      if (typeof found === 'string')
        mismatches.push(`${request.path}: ${body.length} bytes cannot be decoded: ${found}`)
      else if (found.width !== width || found.height !== height)
        mismatches.push(
          `${request.path}: ${found.width} x ${found.height} instead of ${width} x ${height}`,
        )
    }
  }
  return { requests: requests.length, statuses, mismatches }
}

function faultOf({ mime }: MixedRequest, status: number, type: string | undefined) {
  if (status !== 200) return `status ${status}`
  if (mime !== undefined && type !== mime) return `${type} instead of ${mime}`
  return undefined
}

/**
 * Asks every item for every type: what its DTO announces is there, and nothing else. `indexes`
 * says which ones the item of a number is asked for.
 */
export async function checkAnnounced(
  client: Client,
  items: readonly ItemDto[],
  indexes: (number: number) => readonly number[] = () => [0, 1, 2, 3],
): Promise<Outcome> {
  const mismatches: string[] = []
  const statuses = new Map<number, number>()
  const asked = items.flatMap((dto, number) => {
    const own = new Map(ownImages(dto).map((image) => [`${image.type}/${image.index}`, image.tag]))
    return imageTypes.flatMap((type) =>
      indexes(number).map((index) => ({ dto, type, index, tag: own.get(`${type}/${index}`) })),
    )
  })
  await mapSome(asked, 16, async ({ dto, type, index, tag }) => {
    const path = pathOf({ owner: 'Items', ownerId: dto.Id, type, index })
    const { status, headers, body } = await client.ask(path, { method: tag ? 'HEAD' : 'GET' })
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    const wanted = tag === undefined ? 404 : 200
    if (status !== wanted)
      mismatches.push(`${dto.Type} ${dto.Name}: ${path} is ${status} instead of ${wanted}`)
    if (wanted === 404 && !isProblem(headers['content-type'], body))
      mismatches.push(`${path}: no problem document but ${body.toString().slice(0, 100)}`)
    if (index > 0 && tag !== undefined && !isPlural(type))
      mismatches.push(`${path}: ${type} has an index above 0`)
  })
  return { requests: asked.length, statuses, mismatches }
}

function isProblem(type: string | undefined, body: Buffer): boolean {
  return type?.startsWith('application/problem+json') === true && body.includes('"status":404')
}
