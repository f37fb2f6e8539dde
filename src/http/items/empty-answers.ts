import { type TSchema, Type } from 'typebox'
import { type ItemDeps, ItemPageSchema } from './item-dtos.ts'
import type { RouteAccess } from '../access/access.ts'
import { requireOwner } from '../access/find-items.ts'
import type { Server } from '../server/server.ts'

/*
 * What clients ask of every server of the family and Keyart has nothing of: live TV, plugins,
 * reviews. An honest empty list keeps their pages going, where a 404 shows an error.
 */

const page = { Items: [], TotalRecordCount: 0, StartIndex: 0 } as const

const emptyList = Type.Array(Type.Unknown())
const answers = {
  page: { schema: ItemPageSchema, value: page },
  list: { schema: emptyList, value: [] },
  liveTv: {
    schema: Type.Object({
      Services: emptyList,
      IsEnabled: Type.Boolean(),
      EnabledUsers: Type.Array(Type.String()),
    }),
    value: { Services: [], IsEnabled: false, EnabledUsers: [] },
  },
} as const satisfies Record<string, { readonly schema: TSchema; readonly value: unknown }>

interface EmptyAnswer {
  readonly paths: readonly string[]
  readonly answer: keyof typeof answers
  readonly what: string
  /** Default: `signed-in`. */
  readonly access?: RouteAccess
}

const routes: readonly EmptyAnswer[] = [
  {
    paths: ['/Items/:id/Intros', '/Users/:userId/Items/:id/Intros'],
    answer: 'page',
    what: 'intros',
  },
  { paths: ['/Items/:id/CriticReviews'], answer: 'page', what: 'reviews' },
  { paths: ['/MediaSegments/:id'], answer: 'page', what: 'media segments' },
  {
    paths: ['Items', 'Albums', 'Songs', 'Artists', 'MusicGenres', 'Playlists'].map(
      (kind) => `/${kind}/:id/InstantMix`,
    ),
    answer: 'page',
    what: 'mixes: it plays nothing',
  },
  { paths: ['/Shows/Upcoming'], answer: 'page', what: 'episodes that are yet to come' },
  { paths: ['/LiveTv/Info'], answer: 'liveTv', what: 'live TV' },
  {
    paths: [
      'Channels',
      'Programs',
      'Programs/Recommended',
      'Recordings',
      'Recordings/Folders',
      'Timers',
      'SeriesTimers',
    ].map((path) => `/LiveTv/${path}`),
    answer: 'page',
    what: 'live TV',
  },
  {
    paths: ['/Items/:id/ExternalIdInfos'],
    answer: 'list',
    what: 'search in other databases',
    access: 'admin',
  },
  { paths: ['/Channels'], answer: 'page', what: 'channels' },
  { paths: ['/Trailers'], answer: 'page', what: 'trailers' },
  { paths: ['/System/ActivityLog/Entries'], answer: 'page', what: 'activity log', access: 'admin' },
  {
    paths: ['/ScheduledTasks', '/Plugins', '/Packages', '/Repositories', '/System/Logs'],
    answer: 'list',
    what: 'scheduled tasks, plugins or logs to read here',
    access: 'admin',
  },
]

/** Of an item that may not be seen it is the same 404 as of one that is not there. */
export function emptyAnswerRoutes(server: Server, { catalog }: Pick<ItemDeps, 'catalog'>): void {
  for (const { paths, answer, what, access = 'signed-in' } of routes) {
    const { schema: json, value } = answers[answer]
    for (const url of paths)
      server.get(
        url,
        {
          config: {
            access: url.startsWith('/Users/') ? 'self-or-admin' : access,
            answer: { json },
          },
          schema: {
            summary: `Returns nothing: Keyart has no ${what}.`,
            params: Type.Object(
              Object.fromEntries(
                [...url.matchAll(/:(\w+)/g)].map(([, name]) => [name!, Type.String()]),
              ),
            ),
          },
        },
        async ({ params, access }) => {
          const { id } = params as { readonly id?: string }
          if (id !== undefined) await requireOwner(catalog, id, access)
          return value
        },
      )
  }
}
