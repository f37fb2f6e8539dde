import { useEffect, useMemo } from 'preact/hooks'
import { findItems } from '../api.ts'
import { Grid } from '../components/grid.tsx'
import { Failure, Notice } from '../components/notice.tsx'
import { allKinds, countOf, traitsOf } from '../kinds.ts'
import { PagedItems } from '../paged-items.ts'
import { useScanTurn } from '../scan-turn.ts'
import { useAnswer } from '../use-answer.ts'
import type { ItemDto, ItemType } from '../wire.ts'

/** More than a person looks through; a longer answer asks for a longer word. */
const maxFound = 300
const kinds = allKinds.filter((kind) => kind !== 'CollectionFolder' && kind !== 'Folder')

/** What is called so, of all libraries, kind by kind. */
export function SearchPage({ search }: { readonly search: string }) {
  const turn = useScanTurn()
  const answer = useAnswer(
    `search/${search}`,
    (signal) =>
      search === ''
        ? Promise.resolve({ items: [], total: 0 })
        : findItems(
            { recursive: true, types: kinds, search, sortBy: 'SortName', limit: maxFound },
            signal,
          ),
    turn,
  )
  useEffect(() => {
    document.title = 'Search · Keyart'
  }, [])
  if (search === '')
    return (
      <Notice title="Search everything">
        <p>Type part of a name: a film, a series, an episode, an artist, an album or a photo.</p>
      </Notice>
    )
  if (answer.kind === 'failed') return <Failure error={answer.error} retry={answer.retry} />
  if (answer.kind === 'waiting') return <div class="page" aria-busy="true" />
  const { items, total } = answer.value
  if (items.length === 0)
    return (
      <Notice title={`Nothing called “${search}”`}>
        <p>Part of a name is enough; accents and capitals do not matter. Try fewer letters.</p>
      </Notice>
    )
  return (
    <div class="page">
      <h1 class="found">
        {countOf(total, 'result')} for “{search}”
      </h1>
      {total > items.length && (
        <p class="hint">The first {items.length} are shown. A longer word narrows them down.</p>
      )}
      {kinds.map((kind) => (
        <Found key={kind} kind={kind} items={items} />
      ))}
    </div>
  )
}

function Found({ kind, items }: { readonly kind: ItemType; readonly items: readonly ItemDto[] }) {
  const traits = traitsOf(kind)
  const own = useMemo(() => items.filter(({ Type }) => Type === kind), [kind, items])
  const list = useMemo(
    () => new PagedItems(() => Promise.resolve({ items: own, total: own.length }), maxFound),
    [own],
  )
  if (own.length === 0) return null
  return (
    <section class="block">
      <h2>
        {traits.many} <small>{own.length}</small>
      </h2>
      <Grid list={list} shape={traits.shape} label={traits.many} guess={own.length} />
    </section>
  )
}
