import { useEffect, useState } from 'preact/hooks'
import { findItem, findItems } from '../api.ts'
import { Facts } from '../components/facts.tsx'
import { Hero } from '../components/hero.tsx'
import { Failure } from '../components/notice.tsx'
import { NothingYet } from '../components/nothing-yet.tsx'
import { Shelf } from '../components/shelf.tsx'
import { sectionsOf, traitsOf } from '../kinds.ts'
import { formatRoute, libraryRoute } from '../router.ts'
import { useScanTurn } from '../scan-turn.ts'
import { useAnswer } from '../use-answer.ts'
import type { Answer } from '../use-answer.ts'
import { useResume } from '../use-resume.ts'
import { useRetry } from '../use-retry.ts'
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

/** Of some libraries the shelves failed, of others not. */
interface Shelves {
  readonly filled: readonly ShelfAnswer[]
  readonly failed: readonly { readonly library: ItemDto; readonly error: unknown }[]
}

const shelfLength = 24

/** One film or series large, and of each library what came last. */
export function HomePage({ libraries, scanning }: HomePageProps) {
  const turn = useScanTurn()
  const [tries, setTries] = useState(0)
  const shelves = useAnswer<Shelves>(
    `home/${libraries.map(({ Id }) => Id).join()}`,
    (signal) => askShelves(libraries, signal),
    `${turn}/${tries}`,
  )
  const { filled, failed } = shelves.kind === 'there' ? shelves.value : noShelves
  useRetry(failed[0]?.error, () => setTries((count) => count + 1))
  const featured = useFeatured(turn)
  useResume(shelves.kind === 'there')
  useEffect(() => {
    document.title = 'Keyart'
  }, [])

  const isEmpty = shelves.kind === 'there' && filled.length === 0 && failed.length === 0
  return (
    <div class="home">
      <h1 class="hidden">Keyart</h1>
      {(libraries.length === 0 || isEmpty) && <NothingYet scanning={scanning} />}
      {shelves.kind === 'failed' && <Failure error={shelves.error} retry={shelves.retry} />}
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
        {failed.map(({ library, error }) => (
          <p key={library.Id} class="flaws" role="alert">
            {library.Name} could not be loaded: {messageOf(error)} The page tries again by itself.
          </p>
        ))}
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

const noShelves: Shelves = { filled: [], failed: [] }

/** @throws what failed, when no shelf could be loaded */
async function askShelves(libraries: readonly ItemDto[], signal: AbortSignal): Promise<Shelves> {
  const asked = await Promise.allSettled(libraries.map((library) => askShelf(library, signal)))
  const failed = asked.flatMap((one, at) =>
    one.status === 'rejected' ? [{ library: libraries[at]!, error: one.reason as unknown }] : [],
  )
  if (failed.length > 0 && failed.length === libraries.length) throw failed[0]!.error
  const filled = asked.flatMap((one) =>
    one.status === 'fulfilled' && one.value.total > 0 ? [one.value] : [],
  )
  return { filled, failed }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

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
