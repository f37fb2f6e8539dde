import type { Keyart, ScanReport } from '../test/support/keyart.ts'

/** What `/Items` says, as far as the benchmarks look. */
export interface ListedItem {
  readonly Id: string
  readonly Name: string
  readonly ImageTags: Readonly<Record<string, string>>
  readonly BackdropImageTags: readonly string[]
  readonly ImageBlurHashes: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export async function listItems(
  keyart: Keyart,
  kind: 'Movie' | 'Photo' = 'Movie',
): Promise<readonly ListedItem[]> {
  const path = `/Items?Recursive=true&IncludeItemTypes=${kind}&SortBy=SortName`
  return (await keyart.client.json<{ Items: ListedItem[] }>(path)).Items
}

type Headers = Readonly<Record<string, string>>

/** Has everything scanned again, with the headers of an API key; resolves when that has ended. */
export async function scanAgain(keyart: Keyart, key: Headers): Promise<ScanReport> {
  const since = Date.now()
  const { status } = await keyart.client.ask('/Library/Refresh', { method: 'POST', headers: key })
  if (status >= 300) throw new Error(`Expected a scan to begin, not ${status}`)
  return await keyart.scanned(since)
}

/** Milliseconds of a scan that finds nothing new. */
export async function timeRescan(keyart: Keyart, key: Headers): Promise<number> {
  const { startedAt, finishedAt, filesSeen, imagesToProbe } = await scanAgain(keyart, key)
  if (filesSeen === 0 || imagesToProbe !== 0)
    throw new Error(`Expected a rescan that opens nothing but it opened ${imagesToProbe}`)
  return Date.parse(finishedAt!) - Date.parse(startedAt!)
}
