import { type TSchema, Type } from 'typebox'
import { DisplayPreferencesSchema } from '../../dto/display-preferences.ts'
import {
  AuthenticationSchema,
  ImageInfoSchema,
  ItemSchema,
  PublicSystemInfoSchema,
  SessionInfoSchema,
  SystemInfoSchema,
  UserDataSchema,
  UserSchema,
} from '../../dto/schemas.ts'
import { SearchHintSchema } from '../../dto/search-hint.ts'

/** What routes answer when all is well, for the OpenAPI document. */

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.Optional(Type.String({ description: 'Stable. Absent for malformed HTTP.' })),
    detail: Type.Optional(Type.String()),
    parameter: Type.Optional(Type.String({ description: 'The invalid parameter.' })),
  },
  { description: 'An RFC 9457 problem document.' },
)

const page = Type.Object({
  Items: Type.Array(ItemSchema),
  TotalRecordCount: Type.Integer({ minimum: 0 }),
  StartIndex: Type.Integer({ minimum: 0 }),
})
const items = Type.Array(ItemSchema)
const hints = Type.Object({
  SearchHints: Type.Array(SearchHintSchema),
  TotalRecordCount: Type.Integer({ minimum: 0 }),
})
const counts = Type.Record(Type.String(), Type.Integer({ minimum: 0 }))

const scan = Type.Object({
  state: Type.Union([Type.Literal('running'), Type.Literal('idle')]),
  items: Type.Integer(),
  images: Type.Integer(),
  problems: Type.Integer(),
  startedAt: Type.Optional(Type.String()),
  finishedAt: Type.Optional(Type.String()),
})

type Answer =
  | { readonly kind: 'json'; readonly schema: TSchema }
  | { readonly kind: 'image' | 'nothing' | 'bytes' | 'text' | 'socket' }

const json = (schema: TSchema): Answer => ({ kind: 'json', schema })

const exact: Readonly<Record<string, Answer>> = {
  'GET /System/Info/Public': json(PublicSystemInfoSchema),
  'GET /System/Info': json(SystemInfoSchema),
  'GET /QuickConnect/Enabled': json(Type.Boolean()),
  'GET /Playback/BitrateTest': { kind: 'bytes' },
  'GET /SyncPlay/List': json(Type.Array(Type.Unknown())),
  'GET /DisplayPreferences/:id': json(DisplayPreferencesSchema),
  'GET /Sessions': json(Type.Array(SessionInfoSchema)),
  'GET /socket': { kind: 'socket' },
  'POST /Users/AuthenticateByName': json(AuthenticationSchema),
  'GET /Users': json(Type.Array(UserSchema)),
  'GET /Users/Public': json(Type.Array(UserSchema)),
  'GET /Users/Me': json(UserSchema),
  'GET /Users/:userId': json(UserSchema),
  'GET /Items/Counts': json(counts),
  'GET /Items/Latest': json(items),
  'GET /Users/:userId/Items/Latest': json(items),
  'GET /Items/:id/Ancestors': json(items),
  'GET /Items/:id/Images': json(Type.Array(ImageInfoSchema)),
  'GET /Items/:id': json(ItemSchema),
  'GET /Items/Root': json(ItemSchema),
  'GET /Users/:userId/Items/:id': json(ItemSchema),
  'GET /Users/:userId/Items/Root': json(ItemSchema),
  'GET /Search/Hints': json(hints),
  'GET /keyart/api/scan': json(scan),
  'GET /': { kind: 'text' },
}

/** Where more than one route answers alike; the first that fits counts. */
const patterns: readonly (readonly [RegExp, Answer])[] = [
  [/^GET .*\/Images\/:type|^GET \/(?:UserImage|Branding\/Splashscreen)$/, { kind: 'image' }],
  [/^(?:POST|DELETE) .*(?:\/Images|\/UserImage|Splashscreen|\/RemoteImages)/, { kind: 'nothing' }],
  [/^POST \/(?:Sessions|DisplayPreferences|Library)/, { kind: 'nothing' }],
  [/(?:PlayedItems|FavoriteItems|UserData)(?:\/|$)/, json(UserDataSchema)],
  [/^GET \/(?:Persons|Genres|MusicGenres|Studios|Years|Artists)\/:name$/, json(ItemSchema)],
  [
    /^GET \/(?:Persons|Genres|MusicGenres|Studios|Years|Artists|Artists\/AlbumArtists)$/,
    json(page),
  ],
  [
    /^GET .*\/(?:Items|Views|UserViews|Resume|Seasons|Episodes|NextUp|Similar|MediaFolders)$/,
    json(page),
  ],
  [/^GET \/(?:health|Branding|System|keyart\/api)/, json(Type.Unknown())],
]

/** `undefined` where it is not known, and text will do. */
export function findAnswer(method: string, url: string): Answer | undefined {
  const name = `${method} ${url}`
  return exact[name] ?? patterns.find(([pattern]) => pattern.test(name))?.[1]
}
