import { Type } from 'typebox'
import { KeyartError } from '../../errors.ts'
import { imageQuery } from './image-query.ts'
import { type ImageDeps, replyWithImage } from './image-reply.ts'
import {
  idText,
  imageTypeText,
  indexText,
  requireId,
  requireImageType,
  requireIndex,
} from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'

const ownerParameters = Type.Object({
  id: idText('Item or user'),
  type: imageTypeText,
  index: indexText,
})

/** Emby's clients fill every place of the long route: 0, or `original`, where they want nothing. */
const longParameters = Type.Object({
  id: idText('Item'),
  type: imageTypeText,
  index: Type.String({ description: 'Index of the image among those of its type, from 0.' }),
  tag: Type.String({ description: 'Tag of the image, or 0 for none.' }),
  format: Type.String({ description: 'Output format, or `original` or 0 for none.' }),
  maxWidth: Type.Number({ description: 'As the query parameter of that name; 0 for none.' }),
  maxHeight: Type.Number({ description: 'As the query parameter of that name; 0 for none.' }),
  percentPlayed: Type.Number({ description: 'As the query parameter of that name; 0 for none.' }),
  unplayedCount: Type.Integer({ description: 'As the query parameter of that name; 0 for none.' }),
})

const userImageQuery = Type.Object({
  ...imageQuery.properties,
  userId: Type.Optional(idText('User')),
})

/**
 * The images of items and users, GET and HEAD. Open to everyone unless a setting closes them:
 * clients put these URLs into pages as they are.
 */
export function imageRoutes(server: Server, deps: ImageDeps): void {
  const config = { access: 'images', requestClass: 'image', answer: 'image' } as const

  for (const [owners, rest, summary] of [
    [
      'Items',
      '',
      'Returns an image of an item: the first, or the one selected by `tag` or `imageIndex`.',
    ],
    ['Items', '/:index', 'Returns one of several images of an item.'],
    ['Users', '', 'Returns the picture of a user.'],
    ['Users', '/:index', 'Returns the picture of a user, who has only one.'],
  ] as const)
    server.route({
      method: ['GET', 'HEAD'],
      config,
      url: `/${owners}/:id/Images/:type${rest}`,
      schema: { summary, params: ownerParameters, querystring: imageQuery },
      handler: async (request, reply) => {
        const { id, type: typeName, index } = request.params
        const type = requireImageType(typeName, 'imageType')
        const address = {
          ownerId: requireId(id, owners === 'Items' ? 'itemId' : 'userId'),
          // A user has one picture, by either name.
          type: owners === 'Users' && type === 'Profile' ? 'Primary' : type,
          index: requireIndex(index, request.query.imageIndex),
        } as const
        return await replyWithImage(deps, request, reply, address, request.query)
      },
    })

  server.route({
    method: ['GET', 'HEAD'],
    config,
    url: '/Items/:id/Images/:type/:index/:tag/:format/:maxWidth/:maxHeight/:percentPlayed/:unplayedCount',
    schema: {
      summary: 'Returns an image of an item, with all parameters in the path. Oldest form.',
      params: longParameters,
      querystring: imageQuery,
    },
    handler: async (request, reply) => {
      const { id, type, index, tag, format, ...numbers } = request.params
      const address = {
        ownerId: requireId(id, 'itemId'),
        type: requireImageType(type, 'imageType'),
        index: requireIndex(index, undefined),
      } as const
      const { tag: _, format: __, ...rest } = request.query
      const query = {
        ...rest,
        ...numbers,
        ...(tag === '0' ? {} : { tag }),
        format,
      }
      return await replyWithImage(deps, request, reply, address, query)
    },
  })

  server.route({
    method: ['GET', 'HEAD'],
    config,
    url: '/UserImage',
    schema: { summary: 'Returns the picture of the user `userId`.', querystring: userImageQuery },
    handler: async (request, reply) => {
      const { caller } = request.access
      const { userId = caller.kind === 'user' ? caller.user.id : undefined, ...query } =
        request.query
      if (userId === undefined)
        throw new KeyartError('QUERY_INVALID', 'Expected a user id for userId', {
          parameter: 'userId',
        })
      const address = {
        ownerId: requireId(userId, 'userId'),
        type: 'Primary',
        index: query.imageIndex ?? 0,
      } as const
      return await replyWithImage(deps, request, reply, address, query)
    },
  })
}
