import { Client } from '../test/support/ask.ts'
import type { ListedItem } from './keyart.ts'

/** A server that speaks the API of Emby and Jellyfin, with films. */
export interface FamilyServer {
  readonly url: string
  /** Its product and version. */
  readonly name: string
  /** Of its process on this machine; `undefined` where it is elsewhere. */
  readonly pid: number | undefined
  readonly client: Client
  /** Headers with the API key. */
  readonly headers: Readonly<Record<string, string>>
  /** Names of the films that were chosen. */
  readonly films: readonly string[]
  /** Of one image each, with its tag in the query; a size has to be added. */
  readonly posters: readonly string[]
  readonly backdrops: readonly string[]
  /** Width over height of each of the posters. */
  readonly ratios: readonly number[]
}

export interface FamilyAddress {
  readonly url: string
  readonly key: string
  readonly pid: number | undefined
}

export const filmsPath = '/Items?Recursive=true&IncludeItemTypes=Movie&SortBy=SortName'

/** Finds the images of the first `count` films with a poster. */
export async function openFamilyServer(
  { url, key, pid }: FamilyAddress,
  /** `names`: other films are passed over. */
  { count, names }: { readonly count: number; readonly names?: readonly string[] },
): Promise<FamilyServer> {
  // Both ways to send a key: Emby's, and the only one of Jellyfin 12.
  const client = 'Client="Keyart", Device="Benchmark", DeviceId="benchmark", Version="1"'
  const headers = { authorization: `MediaBrowser ${client}, Token="${key}"`, 'x-emby-token': key }
  const asking = new Client(url.replace(/\/$/, ''), headers)
  const { Items } = await asking.json<{
    Items: readonly (ListedItem & { readonly PrimaryImageAspectRatio?: number | null })[]
  }>(`${filmsPath}&Fields=PrimaryImageAspectRatio`)
  const films = Items.filter(
    ({ Name, ImageTags }) =>
      ImageTags['Primary'] !== undefined && (names === undefined || names.includes(Name)),
  ).slice(0, count)
  const { ProductName, Version } = await asking.json<{ ProductName?: string; Version?: string }>(
    '/System/Info/Public',
  )
  return {
    url: asking.url,
    name: `${ProductName ?? 'a server'} ${Version ?? ''}`.trim(),
    pid,
    client: asking,
    headers,
    films: films.map(({ Name }) => Name),
    posters: films.map(({ Id, ImageTags }) => {
      return `/Items/${Id}/Images/Primary?tag=${ImageTags['Primary']}`
    }),
    ratios: films.map(({ PrimaryImageAspectRatio: ratio }) => ratio ?? 2 / 3),
    backdrops: films.flatMap(({ Id, BackdropImageTags: [tag] }) =>
      tag === undefined ? [] : [`/Items/${Id}/Images/Backdrop/0?tag=${tag}`],
    ),
  }
}
