import { useContext, useEffect } from 'preact/hooks'
import { findImageInfos, findItem, findProblems } from '../api.ts'
import { Artwork } from '../components/artwork.tsx'
import { Children } from '../components/children.tsx'
import { Facts, Trail } from '../components/facts.tsx'
import { Hero } from '../components/hero.tsx'
import { Inspector } from '../components/inspector.tsx'
import { Failure } from '../components/notice.tsx'
import { People } from '../components/people.tsx'
import { Picture } from '../components/picture.tsx'
import { fillRequest } from '../image-request.ts'
import { allImages, cardImage } from '../item-images.ts'
import { sectionsOf, traitsOf } from '../kinds.ts'
import type { ItemRoute } from '../router.ts'
import { CurrentScan, useScanTurn } from '../scan-turn.ts'
import { useAnswer } from '../use-answer.ts'
import { useResume } from '../use-resume.ts'
import type { FileProblem, ItemDto } from '../wire.ts'

interface ItemPageProps {
  readonly route: ItemRoute
  readonly libraries: readonly ItemDto[]
}

/** One item with all that is known of it and every image it has. */
export function ItemPage({ route, libraries }: ItemPageProps) {
  const { id } = route
  const turn = useScanTurn()
  const answer = useAnswer(`item/${id}`, (signal) => findItem(id, signal), turn)
  const infos = useAnswer(`images/${id}`, (signal) => findImageInfos(id, signal), turn)
  const problems = useProblems(id, turn)
  useResume(answer.kind === 'there' && infos.kind !== 'waiting')
  const name = answer.kind === 'there' ? answer.value.Name : undefined
  useEffect(() => {
    if (name !== undefined) document.title = `${name} · Keyart`
  }, [name])

  if (answer.kind === 'waiting') return <div class="hero plain waiting" aria-busy="true" />
  if (answer.kind === 'failed') return <Failure error={answer.error} retry={answer.retry} />
  const item = answer.value
  const images = allImages(item, infos.kind === 'there' ? infos.value : [])
  const chosen = images.find(
    ({ type, index }) => type === route.image?.type && index === route.image.index,
  )
  return (
    <article class="item">
      <Hero
        item={item}
        level={1}
        above={<Trail item={item} library={libraryOf(item, libraries)} />}
        aside={<Poster item={item} />}
      >
        <Facts item={item} />
      </Hero>
      <div class="page">
        <Children item={item} />
        <Artwork item={item} images={images} problems={problems} />
        <People people={item.People ?? []} />
      </div>
      {chosen !== undefined && <Inspector item={item} images={images} image={chosen} />}
    </article>
  )
}

/** Not asked for where the scan has found none at all. */
function useProblems(id: string, turn: number): readonly FileProblem[] | undefined {
  const count = useContext(CurrentScan)?.problems
  const answer = useAnswer(
    `problems/${id}/${count}`,
    async (signal) =>
      count === undefined ? undefined : count === 0 ? [] : await findProblems(id, signal),
    turn,
  )
  return answer.kind === 'there' ? answer.value : undefined
}

function Poster({ item }: { readonly item: ItemDto }) {
  const image = cardImage(item)
  if (image === undefined) return null
  const usual = traitsOf(item.Type).shape.ratio
  const ratio = item.PrimaryImageAspectRatio ?? usual
  const width = ratio > 1.2 ? 420 : 260
  return (
    <span
      class={ratio > 1.2 ? 'poster wide' : 'poster'}
      style={{ aspectRatio: String(ratio), '--poster-width': `${width}px` }}
    >
      <Picture
        image={image}
        request={fillRequest(width, width / ratio, devicePixelRatio)}
        alt={`Poster of ${item.Name}`}
      />
    </span>
  )
}

/** The library that shows such items; a guess where several show the same kind. */
function libraryOf(item: ItemDto, libraries: readonly ItemDto[]): ItemDto | undefined {
  const own = libraries.find(({ Id }) => Id === item.ParentId)
  if (own !== undefined) return own
  const matching = libraries.filter((library) => sectionsOf(library).includes(item.Type))
  return matching.length === 1 ? matching[0] : undefined
}
