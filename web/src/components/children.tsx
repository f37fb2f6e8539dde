import { useEffect } from 'preact/hooks'
import { itemList, useList } from '../item-lists.ts'
import { countOf, numberOf, traitsOf } from '../kinds.ts'
import type { PagedItems } from '../paged-items.ts'
import { formatRoute } from '../router.ts'
import type { ItemDto, ItemType } from '../wire.ts'
import { Grid } from './grid.tsx'

/** What lies below an item of each kind, and in which order it is told. */
const below: Readonly<Partial<Record<ItemType, { kind: ItemType; sortBy: string }>>> = {
  Series: { kind: 'Season', sortBy: 'IndexNumber,SortName' },
  Season: { kind: 'Episode', sortBy: 'ParentIndexNumber,IndexNumber,SortName' },
  MusicArtist: { kind: 'MusicAlbum', sortBy: 'ProductionYear,SortName' },
  MusicAlbum: { kind: 'Audio', sortBy: 'ParentIndexNumber,IndexNumber,SortName' },
  PhotoAlbum: { kind: 'Photo', sortBy: 'SortName' },
  BoxSet: { kind: 'Movie', sortBy: 'ProductionYear,SortName' },
  Folder: { kind: 'Folder', sortBy: 'SortName' },
  CollectionFolder: { kind: 'Folder', sortBy: 'SortName' },
}

/** Seasons, episodes, tracks, photos: whatever lies in the item, to click into. */
export function Children({ item }: { readonly item: ItemDto }) {
  const traits = below[item.Type]
  if (traits === undefined) return null
  const list = itemList({ parentId: item.Id, sortBy: traits.sortBy })
  return <ChildList key={item.Id} list={list} usual={traits.kind} name={item.Name} />
}

interface ChildListProps {
  readonly list: PagedItems
  readonly usual: ItemType
  readonly name: string
}

function ChildList({ list, usual, name }: ChildListProps) {
  useList(list)
  const first = list.at(0)
  const kind = traitsOf(first?.Type ?? usual)
  useEffect(() => {
    if (list.total === undefined) list.need(0, 0)
  }, [list, list.wishes])
  if (list.total === 0) return null
  const tracks = (first?.Type ?? usual) === 'Audio'
  return (
    <section class="block" aria-labelledby="children-title">
      <h2 id="children-title">
        {kind.many} <small>{list.total}</small>
      </h2>
      {tracks ? (
        <Tracks list={list} />
      ) : (
        <Grid list={list} shape={kind.shape} label={`${kind.many} of ${name}`} guess={6} />
      )}
    </section>
  )
}

/** Records have few enough tracks to list them all; a list of more says so. */
const maxTracks = 300

function Tracks({ list }: { readonly list: PagedItems }) {
  const count = Math.min(list.total ?? 0, maxTracks)
  useEffect(() => list.need(0, Math.max(0, count - 1)), [list, list.wishes, count])
  const items = Array.from({ length: count }, (_, index) => list.at(index))
  return (
    <>
      <ol class="tracks">
        {items.map((track, index) => (
          <li key={track?.Id ?? index}>
            {track !== undefined && (
              <a href={formatRoute({ page: 'item', id: track.Id, image: undefined })}>
                <span class="number">{numberOf(track) || index + 1}</span>
                <span class="title" title={track.Name}>
                  {track.Name}
                </span>
                <span class="sub">{track.Artists?.join(', ') ?? ''}</span>
              </a>
            )}
          </li>
        ))}
      </ol>
      {(list.total ?? 0) > count && count > 0 && (
        <p class="hint">The first {countOf(count, 'track')} are shown.</p>
      )}
    </>
  )
}
