import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { UnitContents } from '../../src/catalog/scan/scan-catalog.ts'
import { planCollages } from '../../src/library/collage.ts'
import type { Item, ItemKind } from '../../src/library/item.ts'
import type { LibraryKind } from '../../src/library/library.ts'
import { imageRank, isAudio } from '../../src/library/naming/media-files.ts'
import type { SongTags } from '../../src/library/song-tags.ts'
import type { Findings } from '../../src/scan/extract/findings.ts'
import { type Nfo, parseNfo } from '../../src/scan/nfo/nfo.ts'
import { extendContents, findMedia } from '../../src/scan/extract/plan-extracted.ts'
import { planUnit } from '../../src/scan/plan/plan-unit.ts'
import { walkUnits } from '../../src/scan/walk/walk-units.ts'
import { testIds } from './ids.ts'

export type LayoutFile =
  string | { readonly path: string; readonly text?: string; readonly tags?: Record<string, string> }

export interface ExpectedItem {
  readonly type: ItemKind
  readonly name?: string
  readonly year?: number
  readonly index?: number
  readonly parentIndex?: number
  readonly indexEnd?: number
  readonly album?: string
  readonly albumArtist?: string
  readonly artists?: readonly string[]
  readonly genres?: readonly string[]
  /** Of a type the file, all files, or `*` for whatever there is. */
  readonly images?: Readonly<Record<string, string | readonly string[]>>
  /** Its place among those with one, by sort name. */
  readonly order?: number
}

/** A small library and what it must become. */
export interface LayoutCase {
  readonly kind: LibraryKind
  /** What goes wrong where it goes wrong. */
  readonly fault?: string
  readonly why?: string
  readonly files: readonly LayoutFile[]
  readonly expect: {
    readonly items: readonly ExpectedItem[]
    readonly counts?: Readonly<Record<string, number>>
  }
}

const leaves: ReadonlySet<string> = new Set(['Movie', 'Episode', 'Audio', 'Photo', 'Video'])

/** Lays the files out below `root` and plans them as a scan does. */
export async function planLayout(
  root: string,
  kind: LibraryKind,
  files: readonly LayoutFile[],
): Promise<readonly PlannedItem[]> {
  const nfos = new Map<string, Nfo>()
  const tags = new Map<string, SongTags>()
  const broken = new Set<string>()
  const covers = new Map<string, Findings>()
  await mkdir(root, { recursive: true })
  for (const file of files) {
    const { path, text, tags: told } = typeof file === 'string' ? { path: file } : file
    const full = join(root, path)
    if (path.endsWith('/')) {
      await mkdir(full, { recursive: true })
      continue
    }
    await mkdir(dirname(full), { recursive: true })
    await writeFile(full, text ?? '')
    if (path.endsWith('.nfo')) nfos.set(path, parseNfo(text ?? ''))
    if (told !== undefined && Object.keys(told).length > 0) tags.set(path, toTags(told))
    if (isAudio(path))
      covers.set(path, {
        kind: 'song',
        picture: told?.['cover'] === undefined ? null : `${path}#cover`,
      })
    if (text !== undefined && imageRank(path) !== undefined) broken.add(path)
  }
  const library = { id: testIds.library({ kind, name: 'L' }), kind, name: 'L', root }
  const all: UnitContents[] = []
  for (const event of walkUnits({ root }))
    if (event.kind === 'unit') {
      const contents = planUnit(library, testIds, event.listing, nfos, tags)
      const uses = findMedia(contents, event.listing)
      all.push(extendContents(contents, uses, covers, { screenGrabs: false }))
    }
  const images = all.flatMap((contents) => contents.images)
  const items = all.flatMap((contents) => contents.items)
  const albums = new Map(items.map(({ id, name }) => [id, name]))
  const planned = items.map((item): PlannedItem => {
    const own = images.filter(
      ({ ownerId, original }) => ownerId === item.id && !broken.has(original.key),
    )
    const paths = Map.groupBy(own, ({ type }) => type)
    return {
      item,
      album: item.album ?? albums.get(item.parentId ?? ''),
      mayHaveCollage: planCollages(item, [library]).length > 0,
      images: new Map(
        [...paths].map(([type, some]) => [type, some.map(({ original }) => original.key)]),
      ),
    }
  })
  return planned.toSorted((a, b) => (a.item.sortName < b.item.sortName ? -1 : 1))
}

export interface PlannedItem {
  readonly item: Item
  readonly album: string | undefined
  readonly mayHaveCollage: boolean
  readonly images: ReadonlyMap<string, readonly string[]>
}

function toTags(told: Record<string, string>): SongTags {
  const one = (name: string) => (told[name] === undefined ? [] : [told[name]])
  const number = (name: string) => (told[name] === undefined ? undefined : Number(told[name]))
  return Object.fromEntries(
    Object.entries({
      title: told['title'],
      album: told['album'],
      artists: one('artist'),
      albumArtists: one('album_artist'),
      genres: one('genre'),
      track: number('track'),
      disc: number('disc'),
      year: told['date'] === undefined ? undefined : Number(told['date'].slice(0, 4)),
    }).filter(([, value]) => value !== undefined),
  ) as unknown as SongTags
}

/** What is not as expected; empty when all is. */
export function faultsOf(found: readonly PlannedItem[], { expect }: LayoutCase): readonly string[] {
  const faults: string[] = []
  const used = new Set<PlannedItem>()
  for (const expected of expect.items) {
    const fits = found.find((planned) => !used.has(planned) && isAsExpected(planned, expected))
    if (fits === undefined) faults.push(`no ${JSON.stringify(expected)}`)
    else used.add(fits)
  }
  const wanted = expect.items.filter(({ type }) => leaves.has(type)).length
  const played = found.filter(({ item }) => leaves.has(item.kind))
  if (wanted > 0 && played.length !== wanted)
    faults.push(
      `${played.length} instead of ${wanted}: ${played.map(({ item }) => item.name).join(', ')}`,
    )
  for (const [kind, count] of Object.entries(expect.counts ?? {})) {
    const there = found.filter(({ item }) => item.kind === kind).length
    if (there !== count) faults.push(`${there} ${kind} instead of ${count}`)
  }
  const ordered = expect.items.filter(({ order }) => order !== undefined)
  const names = ordered.toSorted((a, b) => a.order! - b.order!).map(({ name }) => name)
  const inOrder = found.filter(({ item }) => names.includes(item.name)).map(({ item }) => item.name)
  if (names.length > 0 && names.join() !== inOrder.join()) faults.push(`order ${inOrder.join()}`)
  return faults
}

function isAsExpected(
  { item, album, images, mayHaveCollage }: PlannedItem,
  x: ExpectedItem,
): boolean {
  const { artists, albumArtists = artists, genres } = item
  const members: readonly (readonly [keyof ExpectedItem, unknown])[] = [
    ['name', item.name],
    ['year', item.year],
    ['index', item.indexNumber],
    ['parentIndex', item.parentIndexNumber],
    ['indexEnd', item.indexNumberEnd],
    ['album', album],
    ['albumArtist', albumArtists[0]],
    ['artists', artists],
    ['genres', genres],
  ]
  if (item.kind !== x.type) return false
  if (
    members.some(([name, value]) => name in x && JSON.stringify(x[name]) !== JSON.stringify(value))
  )
    return false
  const isLonger = item.indexNumberEnd !== undefined && item.indexNumberEnd !== x.index
  if (item.kind === 'Episode' && 'index' in x && !('indexEnd' in x) && isLonger) return false
  return Object.entries(x.images ?? {}).every(([type, wanted]) => {
    const there = images.get(type) ?? []
    if (wanted === '*') return there.length > 0 || mayHaveCollage
    return typeof wanted === 'string'
      ? there[0] === wanted
      : JSON.stringify(wanted) === JSON.stringify(there)
  })
}
