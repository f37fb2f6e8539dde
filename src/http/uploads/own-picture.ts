import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { KeyartError } from '../../errors.ts'
import { isAdmin } from '../access/caller.ts'
import {
  idText,
  imageTypeText,
  indexText,
  requireId,
  requireImageType,
  requireIndex,
} from '../protocol/parameters.ts'
import type { News } from '../access/news.ts'
import type { Server } from '../server/server.ts'
import { takePictures } from './take-pictures.ts'
import type { EditDeps } from './image-writes.ts'

const parameters = Type.Object({ id: idText('User'), type: imageTypeText, index: indexText })
const userQuery = Type.Object({
  userId: Type.Optional(idText('User. Default: the user who is signed in')),
})

/** Changing the picture of a user: for admins, and for the user. */
export async function ownPictureRoutes(
  server: Server,
  deps: EditDeps & { readonly news: News },
): Promise<void> {
  const { catalog, editor, pictureUploads, news } = deps
  const upload = { access: 'self-or-admin', requestClass: 'upload', answer: 'nothing' } as const
  const edit = { ...upload, requestClass: 'edit' } as const

  async function findTarget(request: FastifyRequest, userId: string | undefined) {
    const { caller } = request.access
    const own = caller.kind === 'user' ? caller.user.id : undefined
    if (userId === undefined && own === undefined)
      throw new KeyartError('QUERY_INVALID', 'Expected a user id for userId', {
        parameter: 'userId',
      })
    const id = userId === undefined ? own! : requireId(userId, 'userId')
    // The guard has said so, by its own reading of the query.
    if (id !== own && !isAdmin(caller))
      throw new KeyartError('FORBIDDEN', 'Expected the user in question, or an admin')
    if ((await catalog.findUser(id)) === undefined)
      throw new KeyartError('USER_NOT_FOUND', 'There is no user with this id')
    return { ownerId: id, type: 'Primary', isUser: true } as const
  }

  await takePictures(server, editor.maxUserBytes, (scope, bodyLimit) => {
    for (const rest of ['', '/:index'])
      scope.post(
        `/Users/:id/Images/:type${rest}`,
        {
          config: { ...upload, body: 'picture' },
          bodyLimit,
          schema: { summary: 'Uploads the picture of a user.', params: parameters },
        },
        async (request, reply) => {
          const { id, type, index } = request.params
          requireOnly(type, index)
          const target = await findTarget(request, id)
          await pictureUploads.take(request, (picture) => editor.upload(target, picture))
          news.tell({ kind: 'user-changed', userId: target.ownerId })
          return await reply.code(204).send()
        },
      )
    scope.post(
      '/UserImage',
      {
        config: { ...upload, body: 'picture' },
        bodyLimit,
        schema: { summary: 'Uploads the picture of the user `userId`.', querystring: userQuery },
      },
      async (request, reply) => {
        const target = await findTarget(request, request.query.userId)
        await pictureUploads.take(request, (picture) => editor.upload(target, picture))
        news.tell({ kind: 'user-changed', userId: target.ownerId })
        return await reply.code(204).send()
      },
    )

    for (const rest of ['', '/:index'])
      for (const [method, end, summary] of [
        ['DELETE', '', 'Deletes the picture of a user.'],
        ['POST', '/Delete', 'Deletes the picture of a user, for clients that cannot send DELETE.'],
      ] as const)
        scope.route({
          method,
          config: edit,
          url: `/Users/:id/Images/:type${rest}${end}`,
          schema: { summary, params: parameters },
          handler: async (request, reply) => {
            const { id, type, index } = request.params
            requireOnly(type, index)
            const target = await findTarget(request, id)
            await editor.remove(target, 0)
            news.tell({ kind: 'user-changed', userId: target.ownerId })
            return await reply.code(204).send()
          },
        })

    scope.delete(
      '/UserImage',
      {
        config: edit,
        schema: { summary: 'Deletes the picture of the user `userId`.', querystring: userQuery },
      },
      async (request, reply) => {
        const target = await findTarget(request, request.query.userId)
        await editor.remove(target, 0)
        news.tell({ kind: 'user-changed', userId: target.ownerId })
        return await reply.code(204).send()
      },
    )
  })
}

/** A user has one picture, by either name. */
function requireOnly(typeText: string, index: string | undefined): void {
  const type = requireImageType(typeText, 'imageType')
  if (type !== 'Primary' && type !== 'Profile')
    throw new KeyartError(
      'QUERY_INVALID',
      `Expected Primary or Profile for imageType of a user but received ${type}`,
      { parameter: 'imageType' },
    )
  if (requireIndex(index, undefined) > 0)
    throw new KeyartError('QUERY_INVALID', 'Expected 0 for imageIndex of a user', {
      parameter: 'imageIndex',
    })
}
