import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import type { CatalogState } from '../../catalog/database/catalog-state.ts'
import type { ItemCatalog } from '../../catalog/items/item-catalog.ts'
import { KeyartError } from '../../errors.ts'
import type { ImageRecord } from '../../library/image.ts'
import type { ImageType } from '../../library/image-type.ts'
import type { NameKind } from '../../library/mentions.ts'
import type { Access } from '../access/access.ts'
import { imageQuery } from './image-query.ts'
import { type ImageDeps, replyWithImage } from './image-reply.ts'
import { findNamedOwners, namedKinds } from './named-owners.ts'
import { imageTypeText, indexText, requireImageType, requireIndex } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import { findShownImages } from './shown-images.ts'

export interface NamedImageDeps extends ImageDeps {
  readonly catalog: ImageDeps['catalog'] &
    Pick<CatalogState, 'ids'> &
    Pick<ItemCatalog, 'queryItems'>
}

/** As the summaries of the routes call them. */
const owners = {
  artist: 'an artist',
  genre: 'a genre',
  person: 'a person',
  studio: 'a studio',
  year: 'a year',
} as const satisfies Record<NameKind, string>

/** What is refused to strangers is refused in steps of so many milliseconds. */
const refusalStep = 100

const namedParameters = Type.Object({
  name: Type.String({ description: 'Name, percent-encoded; case is ignored.' }),
  type: imageTypeText,
  index: indexText,
})

/**
 * The images of what clients know by name alone, GET and HEAD. Names can be guessed: where there
 * are accounts, who has no token must name the current tag, and else learns nothing, not even how
 * long it takes to look for them.
 */
export function namedImageRoutes(server: Server, deps: NamedImageDeps): void {
  for (const [path, kind] of Object.entries(namedKinds))
    for (const rest of ['', '/:index'])
      server.route({
        method: ['GET', 'HEAD'],
        config: { access: 'images', requestClass: 'image', answer: 'image' },
        url: `/${path}/:name/Images/:type${rest}`,
        schema: {
          summary: `Returns an image of ${owners[kind]} by name${rest === '' ? '' : ' and index'}.`,
          params: namedParameters,
          querystring: imageQuery,
        },
        handler: async (request, reply) => {
          const { name, type: typeName, index: indexName } = request.params
          const type = requireImageType(typeName, 'imageType')
          const index = requireIndex(indexName, request.query.imageIndex)
          const { tag } = request.query
          const none = `There is no image of type ${type} by that name`
          const { isStranger } = request.access
          if (isStranger && tag === undefined) throw new KeyartError('IMAGE_NOT_FOUND', none)
          const began = performance.now()
          const ownerIds = await findNamedOwners(deps.catalog, kind, name)
          const images = await findImages(deps, request.access, ownerIds, type, tag)
          const ownerId = chooseOwner(images, tag, isStranger)
          if (ownerId === undefined) {
            if (isStranger) await sleep(refusalStep - ((performance.now() - began) % refusalStep))
            throw new KeyartError('IMAGE_NOT_FOUND', none)
          }
          const address = { ownerId, type, index }
          return await replyWithImage(deps, request, reply, address, request.query)
        },
      })
}

async function findImages(
  deps: NamedImageDeps,
  access: Access,
  owners: readonly string[],
  type: ImageType,
  tag: string | undefined,
): Promise<readonly ImageRecord[]> {
  const images = []
  for (const ownerId of owners)
    images.push(...(await findShownImages(deps, access, { ownerId, type }, tag)))
  return images
}

/**
 * Whose image is meant: that of the URL's tag; else, but not for strangers, the first that has its
 * own, else any.
 */
function chooseOwner(
  images: readonly ImageRecord[],
  tag: string | undefined,
  isStranger: boolean,
): string | undefined {
  const tagged = tag === undefined ? undefined : images.find((image) => image.tag === tag)
  if (isStranger) return tagged?.ownerId
  return (tagged ?? images.find(({ format }) => format !== 'collage') ?? images[0])?.ownerId
}
