import { Type } from 'typebox'
import type { TokenCatalog } from '../../catalog/accounts/token-catalog.ts'
import type { UserCatalog } from '../../catalog/accounts/user-catalog.ts'
import type { ItemCatalog } from '../../catalog/items/item-catalog.ts'
import { collectionTypes } from '../../dto/kinds.ts'
import { wireTime } from '../../dto/present.ts'
import { toServerConfiguration } from '../../dto/server-configuration.ts'
import type { Library } from '../../library/library.ts'
import { requireItem } from '../access/find-items.ts'
import { visibleIn } from '../access/visible.ts'
import { idText } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'
import type { ScanFeed } from '../operations/scan.ts'

export interface ToolDeps {
  readonly catalog: Pick<ItemCatalog, 'findItem' | 'queryItems'> &
    Pick<TokenCatalog, 'tokens'> &
    Pick<UserCatalog, 'users'>
  readonly libraries: readonly Library[]
  readonly serverName: string
  readonly scanFeed: Pick<ScanFeed, 'requestItem'>
}

const admin = { access: 'admin' } as const
const FoldersSchema = Type.Array(
  Type.Object({
    Name: Type.String(),
    Locations: Type.Array(Type.String(), { description: 'Folders on the server.' }),
    CollectionType: Type.String(),
    ItemId: Type.String(),
  }),
)
const PageSchema = Type.Object({
  Items: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  TotalRecordCount: Type.Integer(),
  StartIndex: Type.Integer(),
})
const ObjectSchema = Type.Record(Type.String(), Type.Unknown())

/** What programs beside the clients ask: where libraries lie, who is signed in, how it is set. */
export function toolRoutes(server: Server, deps: ToolDeps): void {
  const { catalog, libraries, scanFeed } = deps

  /** Those that are served, as they stand in the list of views. */
  server.get(
    '/Library/VirtualFolders',
    {
      config: { ...admin, answer: { json: FoldersSchema } },
      schema: { summary: 'Returns the libraries with their folders.' },
    },
    async ({ access }) => {
      const { items } = await catalog.queryItems(visibleIn(access))
      return items.flatMap(({ id, name }) => {
        const library = libraries.find((one) => one.id === id)
        if (library === undefined) return []
        const CollectionType = collectionTypes[library.kind]
        return [{ Name: name, Locations: [library.root], CollectionType, ItemId: id }]
      })
    },
  )
  server.get(
    '/Library/PhysicalPaths',
    {
      config: { ...admin, answer: { json: Type.Array(Type.String()) } },
      schema: { summary: 'Returns the folders of the libraries.' },
    },
    async () => libraries.map(({ root }) => root),
  )

  server.get(
    '/Devices',
    {
      config: { ...admin, answer: { json: PageSchema } },
      schema: { summary: 'Returns the devices that users are signed in on.' },
    },
    async () => {
      const names = new Map((await catalog.users()).map(({ id, name }) => [id, name]))
      const Items = (await catalog.tokens()).flatMap((token) =>
        token.kind === 'key'
          ? []
          : [
              {
                Name: token.device,
                Id: token.deviceId,
                LastUserName: names.get(token.userId) ?? '',
                LastUserId: token.userId,
                AppName: token.client,
                AppVersion: token.version,
                DateLastActivity: wireTime(token.lastUsedAt ?? token.createdAt),
                Capabilities: {
                  PlayableMediaTypes: [],
                  SupportedCommands: [],
                  SupportsMediaControl: false,
                  SupportsPersistentIdentifier: true,
                },
              },
            ],
      )
      return { Items, TotalRecordCount: Items.length, StartIndex: 0 }
    },
  )

  server.get(
    '/System/Configuration',
    {
      config: { access: 'signed-in', answer: { json: ObjectSchema } },
      schema: { summary: 'Returns what clients may know of the configuration.' },
    },
    async () => toServerConfiguration(deps.serverName),
  )
  server.get(
    '/System/Info/Storage',
    {
      config: { ...admin, answer: { json: ObjectSchema } },
      schema: { summary: 'Returns the libraries, without sizes of disks.' },
    },
    async () => ({
      Libraries: libraries.map(({ id, name }) => ({ Id: id, Name: name, Folders: [] })),
    }),
  )

  for (const url of ['/Branding/Css', '/Branding/Css.css'])
    server.get(
      url,
      {
        config: { access: 'open', answer: 'text' },
        schema: { summary: 'Returns an empty style sheet.' },
      },
      async (_request, reply) => await reply.type('text/css; charset=utf-8').send(''),
    )

  const itemParameters = Type.Object({ id: idText('Item') })
  server.post(
    '/Items/:id/Refresh',
    {
      config: { ...admin, answer: 'nothing' },
      schema: { summary: 'Scans the folder of an item.', params: itemParameters },
    },
    async ({ params, access }, reply) => {
      scanFeed.requestItem(await requireItem(catalog, params.id, access))
      return await reply.code(204).send()
    },
  )
  server.get(
    '/Items/:id/MetadataEditor',
    {
      config: { ...admin, answer: { json: ObjectSchema } },
      schema: {
        summary: 'Returns nothing to choose from: metadata is edited in `.nfo` files.',
        params: itemParameters,
      },
    },
    async ({ params, access }) => {
      await requireItem(catalog, params.id, access)
      return {
        ParentalRatingOptions: [],
        Countries: [],
        Cultures: [],
        ExternalIdInfos: [],
        ContentTypeOptions: [],
      }
    },
  )
}
