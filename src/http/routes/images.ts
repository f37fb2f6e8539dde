import { Type } from 'typebox'
import { KeyartError } from '../../errors.ts'
import { imageQuery } from '../image-query.ts'
import { type ImageHouse, replyWithImage } from '../image-reply.ts'
import { idText, requireId, requireImageType, requireIndex } from '../parameters.ts'
import type { Server } from '../server.ts'

const typeText = Type.String({
  description: 'Image type, by name (Primary, Backdrop, Chapter or ChapterImage, …) or number.',
})
const indexText = Type.Optional(
  Type.String({ description: 'Which of several images of the type, from 0.' }),
)

const ownerParameters = Type.Object({
  id: idText('Item or user'),
  type: typeText,
  index: indexText,
})

const userImageQuery = Type.Object({
  ...imageQuery.properties,
  userId: Type.Optional(idText('User')),
})

/**
 * The images of items and users, GET and HEAD. Open to everyone: clients put these URLs into
 * pages as they are.
 */
export function imageRoutes(server: Server, house: ImageHouse): void {
  for (const owners of ['Items', 'Users'])
    for (const rest of ['', '/:index'])
      server.route({
        method: ['GET', 'HEAD'],
        url: `/${owners}/:id/Images/:type${rest}`,
        schema: { params: ownerParameters, querystring: imageQuery },
        handler: async (request, reply) => {
          const { id, type: typeName, index } = request.params
          const type = requireImageType(typeName, 'imageType')
          const address = {
            ownerId: requireId(id, owners === 'Items' ? 'itemId' : 'userId'),
            // A user has one picture, by either name.
            type: owners === 'Users' && type === 'Profile' ? 'Primary' : type,
            index: requireIndex(index, request.query.imageIndex),
          } as const
          return await replyWithImage(house, request, reply, address, request.query)
        },
      })

  server.route({
    method: ['GET', 'HEAD'],
    url: '/UserImage',
    schema: { querystring: userImageQuery },
    handler: async (request, reply) => {
      const { userId, ...query } = request.query
      if (userId === undefined)
        throw new KeyartError('QUERY_INVALID', 'Expected a user id for userId', {
          parameter: 'userId',
        })
      const address = {
        ownerId: requireId(userId, 'userId'),
        type: 'Primary',
        index: query.imageIndex ?? 0,
      } as const
      return await replyWithImage(house, request, reply, address, query)
    },
  })
}
