import { useEffect } from 'preact/hooks'
import { findItem, findItems } from '../api.ts'
import { Facts } from '../components/facts.tsx'
import { Hero } from '../components/hero.tsx'
import { NothingYet } from '../components/notice.tsx'
import { Shelf } from '../components/shelf.tsx'
import { sectionsOf, traitsOf } from '../kinds.ts'
import { formatRoute, libraryRoute } from '../router.ts'
import { useScanTurn } from '../scan-turn.ts'
import { useAnswer } from '../use-answer.ts'
import type { Answer } from '../use-answer.ts'
import { useResume } from '../use-resume.ts'
import type { ItemDto } from '../wire.ts'

interface HomePageProps {
  readonly libraries: readonly ItemDto[]
  readonly scanning: boolean
}

interface ShelfAnswer {
  readonly library: ItemDto
  readonly items: readonly ItemDto[]
  readonly total: number
}

const shelfLength = 24

/** One film or series large, and of each library what came last. */
export function HomePage({ libraries, scanning }: HomePageProps) {
  const turn = useScanTurn()
  const shelves = useAnswer<readonly ShelfAnswer[]>(
    `home/${libraries.map(({ Id }) => Id).join()}`,
    (signal) => Promise.all(libraries.map((library) => askShelf(library, signal))),
    turn,
  )
  const featured = useFeatured(turn)
  useResume(shelves.kind === 'there')
  useEffect(() => {
    document.title = 'Keyart'
  }, [])

  const filled = shelves.kind === 'there' ? shelves.value.filter(({ total }) => total > 0) : []
  const nothing = libraries.length === 0 || (shelves.kind === 'there' && filled.length === 0)
  return (
    <div class="home">
      <h1 class="hidden">Keyart</h1>
      {nothing && <NothingYet scanning={scanning} />}
      {featured !== undefined && (
        <Hero item={featured} level={2}>
          <Facts item={featured} short />
          <p>
            <a
              class="button"
              href={formatRoute({ page: 'item', id: featured.Id, image: undefined })}
            >
              See its artwork
            </a>
          </p>
        </Hero>
      )}
      <div class="page">
        {filled.map(({ library, items, total }) => (
          <section key={library.Id} class="block">
            <h2>
              <a href={formatRoute(libraryRoute(library.Id))}>
                {library.Name} <small>{total.toLocaleString('en')}</small>
                <span class="all">See all</span>
              </a>
            </h2>
            <Shelf
              items={items}
              shape={traitsOf(items[0]?.Type ?? 'Movie').shape}
              label={`Latest in ${library.Name}`}
            />
          </section>
        ))}
      </div>
    </div>
  )
}

async function askShelf(library: ItemDto, signal: AbortSignal): Promise<ShelfAnswer> {
  const [kind] = sectionsOf(library)
  const { items, total } = await findItems(
    {
      parentId: library.Id,
      recursive: true,
      types: kind === undefined ? [] : [kind],
      sortBy: 'DateCreated,SortName',
      descending: true,
      limit: shelfLength,
    },
    signal,
  )
  return { library, items, total }
}

/** Of the films and series with a backdrop one that also has a logo, the same all day long. */
function useFeatured(turn: number): ItemDto | undefined {
  const answer: Answer<ItemDto | undefined> = useAnswer(
    'featured',
    async (signal) => {
      const { items } = await findItems(
        {
          recursive: true,
          types: ['Movie', 'Series'],
          imageTypes: ['Backdrop'],
          sortBy: 'SortName',
          limit: 60,
        },
        signal,
      )
      const pictured = items.filter(({ BackdropImageTags: tags }) => (tags?.length ?? 0) > 0)
      const titled = pictured.filter(({ ImageTags }) => ImageTags?.['Logo'] !== undefined)
      const choice = titled.length > 0 ? titled : pictured
      const today = choice[Math.floor(Date.now() / 86_400_000) % choice.length]
      // Lists leave the overview out.
      return today === undefined ? undefined : findItem(today.Id, signal)
    },
    turn,
  )
  return answer.kind === 'there' ? answer.value : undefined
}
