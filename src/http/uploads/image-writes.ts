import { type Static, Type } from 'typebox'
import type { UserCatalog } from '../../catalog/accounts/user-catalog.ts'
import type { EditTarget } from '../../edit/edit-target.ts'
import type { ImageEditor } from '../../edit/image-editor.ts'
import { isKeyartError, KeyartError } from '../../errors.ts'
import { type ImageOwnerCatalog, requireImageOwner } from '../access/find-items.ts'
import { idText, imageTypeText, requireImageType, requireIndex } from '../protocol/parameters.ts'
import type { PictureUploads } from './picture-uploads.ts'
import type { Server } from '../server/server.ts'
import { takePictures } from './take-pictures.ts'

/** What changing images needs of the rest. */
export interface EditDeps {
  readonly catalog: ImageOwnerCatalog & Pick<UserCatalog, 'findUser'>
  readonly editor: ImageEditor
  readonly pictureUploads: PictureUploads
}

const parameters = Type.Object({
  id: idText('Item or name'),
  type: imageTypeText,
  index: Type.Optional(
    Type.String({ description: 'Index of the image among those of its type, from 0.' }),
  ),
})
type Parameters = Static<typeof parameters>

const indexQuery = Type.Object({
  imageIndex: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Index of the image, from 0, if the path has none.' }),
  ),
  // Emby's name for it.
  index: Type.Optional(Type.Integer({ minimum: 0, description: 'The same as `imageIndex`.' })),
})
type IndexQuery = Static<typeof indexQuery>

const moveQuery = Type.Object({
  newIndex: Type.Optional(
    Type.Integer({ minimum: 0, description: 'New index of the image, from 0.' }),
  ),
})

const urlQuery = Type.Object({
  url: Type.Optional(Type.String({ description: 'Public http or https URL of the image.' })),
})

const downloadQuery = Type.Object({
  type: Type.Optional(imageTypeText),
  imageUrl: Type.Optional(Type.String({ description: 'Public http or https URL of the image.' })),
})

/** An admin may change what everyone sees. */
const everything = { libraryIds: undefined }

/** Changing the images of items and of names that items mention: for admins, as in Emby and Jellyfin. */
export async function imageWriteRoutes(server: Server, deps: EditDeps): Promise<void> {
  const { editor, pictureUploads } = deps
  const upload = { access: 'admin', requestClass: 'upload', answer: 'nothing' } as const
  const edit = { ...upload, requestClass: 'edit' } as const

  async function findTarget(id: string, type: string, parameter = 'imageType') {
    const imageType = requireImageType(type, parameter)
    const { id: ownerId, ...owner } = await requireImageOwner(deps.catalog, id, everything)
    return { ownerId, type: imageType, ...owner } satisfies EditTarget
  }

  async function remove({ id, type, index }: Parameters, query: IndexQuery) {
    const target = await findTarget(id, type)
    const at = requireIndex(index, query.imageIndex ?? query.index)
    // Scripts that clear first do not look what there is; an item must be there all the same.
    await editor.remove(target, at).catch((error: unknown) => {
      if (!isKeyartError(error, 'IMAGE_NOT_FOUND')) throw error
    })
  }

  await takePictures(server, editor.maxBytes, (scope, bodyLimit) => {
    for (const rest of ['', '/:index'])
      scope.post(
        `/Items/:id/Images/:type${rest}`,
        {
          config: { ...upload, body: 'picture' },
          bodyLimit,
          schema: {
            summary: rest === '' ? 'Uploads an image of an item.' : 'Replaces an image of an item.',
            params: parameters,
            querystring: indexQuery,
          },
        },
        async (request, reply) => {
          const { id, type, index } = request.params
          const target = await findTarget(id, type)
          const at = editIndex(index, request.query)
          await pictureUploads.take(request, (picture) => editor.upload(target, picture, at))
          return await reply.code(204).send()
        },
      )

    for (const rest of ['', '/:index']) {
      // Emby's twin, for clients that can only GET and POST.
      for (const [method, end, summary] of [
        ['DELETE', '', 'Deletes an image of an item.'],
        ['POST', '/Delete', 'Deletes an image of an item, for clients that cannot send DELETE.'],
      ] as const)
        scope.route({
          method,
          config: edit,
          url: `/Items/:id/Images/:type${rest}${end}`,
          schema: { summary, params: parameters, querystring: indexQuery },
          handler: async (request, reply) => {
            await remove(request.params, request.query)
            return await reply.code(204).send()
          },
        })
    }

    scope.post(
      '/Items/:id/Images/:type/:index/Index',
      {
        config: edit,
        schema: {
          summary: 'Moves an image to the position `newIndex`.',
          params: parameters,
          querystring: moveQuery,
        },
      },
      async (request, reply) => {
        const { id, type, index } = request.params
        const target = await findTarget(id, type)
        const newIndex = required(request.query.newIndex, 'newIndex', 'an integer of at least 0')
        await editor.move(target, requireIndex(index, undefined), newIndex)
        return await reply.code(204).send()
      },
    )

    scope.post(
      '/Items/:id/Images/:type/:index/Url',
      {
        config: upload,
        schema: {
          summary: 'Fetches the image at `url` and replaces this one.',
          params: parameters,
          querystring: urlQuery,
        },
      },
      async (request, reply) => {
        const { id, type, index } = request.params
        const target = await findTarget(id, type)
        const url = required(request.query.url, 'url', 'an http or https URL')
        await editor.fetch(target, url, requireIndex(index, undefined))
        return await reply.code(204).send()
      },
    )

    scope.post(
      '/Items/:id/RemoteImages/Download',
      {
        config: upload,
        schema: {
          summary: 'Fetches the image at `imageUrl` and adds it.',
          params: Type.Object({ id: idText('Item or name') }),
          querystring: downloadQuery,
        },
      },
      async (request, reply) => {
        const type = required(request.query.type, 'type', 'an image type')
        const target = await findTarget(request.params.id, type, 'type')
        const url = required(request.query.imageUrl, 'imageUrl', 'an http or https URL')
        await editor.fetch(target, url)
        return await reply.code(204).send()
      },
    )
  })
}

function editIndex(inPath: string | undefined, query: IndexQuery): number | undefined {
  const fallback = query.imageIndex ?? query.index
  return inPath === undefined && fallback === undefined ? undefined : requireIndex(inPath, fallback)
}

function required<T>(value: T | undefined, parameter: string, what: string): T {
  if (value !== undefined) return value
  throw new KeyartError('QUERY_INVALID', `Expected ${what} for ${parameter} but received nothing`, {
    parameter,
  })
}
