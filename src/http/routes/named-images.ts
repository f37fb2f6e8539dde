import { Type } from 'typebox'
import type { Catalog } from '../../catalog/catalog.ts'
import { KeyartError } from '../../errors.ts'
import type { ImageType } from '../../library/image-type.ts'
import type { Access } from '../access.ts'
import { imageQuery } from '../image-query.ts'
import { type ImageHouse, replyWithImage } from '../image-reply.ts'
import { findNamedOwners, namedKinds } from '../named-owners.ts'
import { imageTypeText, indexText, requireImageType, requireIndex } from '../parameters.ts'
import type { Server } from '../server.ts'
import { findShownImages } from '../shown-images.ts'

export interface NamedImageHouse extends ImageHouse {
  readonly catalog: ImageHouse['catalog'] & Pick<Catalog, 'queryItems'>
}

const namedParameters = Type.Object({
  name: Type.String({ description: 'Name, percent-encoded, without regard to case.' }),
  type: imageTypeText,
  index: indexText,
})

/** The images of what clients know by name alone, GET and HEAD. */
export function namedImageRoutes(server: Server, house: NamedImageHouse): void {
  for (const [path, kind] of Object.entries(namedKinds))
    for (const rest of ['', '/:index'])
      server.route({
        method: ['GET', 'HEAD'],
        config: { access: 'images' },
        url: `/${path}/:name/Images/:type${rest}`,
        schema: { params: namedParameters, querystring: imageQuery },
        handler: async (request, reply) => {
          const { name, type: typeName, index: indexName } = request.params
          const type = requireImageType(typeName, 'imageType')
          const index = requireIndex(indexName, request.query.imageIndex)
          const owners = await findNamedOwners(house.catalog, kind, name)
          const ownerId = await findWithImages(
            house,
            request.access,
            owners,
            type,
            request.query.tag,
          )
          if (ownerId === undefined)
            throw new KeyartError(
              'IMAGE_NOT_FOUND',
              `There is no image of type ${type} by that name`,
            )
          const address = { ownerId, type, index }
          return await replyWithImage(house, request, reply, address, request.query)
        },
      })
}

/** Whose image is meant: that of the URL's tag, else the first that has its own, else any. */
async function findWithImages(
  house: NamedImageHouse,
  access: Access,
  owners: readonly string[],
  type: ImageType,
  tag: string | undefined,
): Promise<string | undefined> {
  const images = []
  for (const ownerId of owners)
    images.push(...(await findShownImages(house, access, { ownerId, type }, tag)))
  const found =
    (tag === undefined ? undefined : images.find((image) => image.tag === tag)) ??
    images.find(({ format }) => format !== 'collage') ??
    images[0]
  return found?.ownerId
}
