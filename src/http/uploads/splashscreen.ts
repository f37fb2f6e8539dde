import type { CatalogState } from '../../catalog/database/catalog-state.ts'
import { imageQuery } from '../images/image-query.ts'
import { type ImageDeps, replyWithImage } from '../images/image-reply.ts'
import type { Server } from '../server/server.ts'
import { takePictures } from './take-pictures.ts'
import type { EditDeps } from './image-writes.ts'

export interface SplashscreenDeps extends ImageDeps, Pick<EditDeps, 'editor' | 'pictureUploads'> {
  readonly catalog: ImageDeps['catalog'] & Pick<CatalogState, 'ids'>
  readonly serverId: string
}

/** The picture of the server itself, which clients show while they start. */
export async function splashscreenRoutes(server: Server, deps: SplashscreenDeps): Promise<void> {
  const { catalog, editor, pictureUploads, serverId } = deps
  const findTarget = () => ({ ownerId: catalog.ids.server(serverId), type: 'Primary' }) as const
  const url = '/Branding/Splashscreen'
  const edit = { access: 'admin', requestClass: 'edit', answer: 'nothing' } as const

  server.route({
    method: ['GET', 'HEAD'],
    config: { access: 'open', requestClass: 'image', answer: 'image' },
    url,
    schema: {
      summary: 'Returns the picture of the server, which clients show when they start.',
      querystring: imageQuery,
    },
    handler: (request, reply) =>
      replyWithImage(deps, request, reply, { ...findTarget(), index: 0 }, request.query),
  })
  await takePictures(server, editor.maxBytes, (scope, bodyLimit) => {
    scope.post(
      url,
      {
        config: { ...edit, requestClass: 'upload', body: 'picture' },
        bodyLimit,
        schema: { summary: 'Uploads the picture of the server.' },
      },
      async (request, reply) => {
        await pictureUploads.take(request, (picture) => editor.upload(findTarget(), picture))
        return await reply.code(204).send()
      },
    )
    scope.delete(
      url,
      { config: edit, schema: { summary: 'Deletes the picture of the server.' } },
      async (_request, reply) => {
        await editor.remove(findTarget(), 0)
        return await reply.code(204).send()
      },
    )
  })
}
