import type { ImageCatalog, MemberCatalog } from '../../catalog/images/image-catalog.ts'
import type { ItemCatalog } from '../../catalog/items/item-catalog.ts'
import type { NameCatalog } from '../../catalog/items/name-catalog.ts'
import {
  type CollageOwner,
  type CollagePlan,
  makeCollage,
  planCollages,
} from '../../library/collage.ts'
import type { ImageRecord } from '../../library/image.ts'
import type { Library } from '../../library/library.ts'
import type { Visible } from '../access/visible.ts'

export interface CollagesOptions {
  readonly catalog: Pick<ItemCatalog, 'findItem'> &
    Pick<NameCatalog, 'findNames'> &
    MemberCatalog &
    Pick<ImageCatalog, 'imagesOf'>
  readonly libraries: readonly Pick<Library, 'id' | 'kind'>[]
  /** The setting `artwork.collages`. */
  readonly isOn: boolean
}

type ImagesByOwner = ReadonlyMap<string, readonly ImageRecord[]>

/** Primary images for libraries, collections, artists, genres and studios that have none. */
export class Collages {
  readonly #options: CollagesOptions

  constructor(options: CollagesOptions) {
    this.#options = options
  }

  /**
   * `images` with collages for those of `owners` that have no Primary there, of what may be seen. At
   * most two calls of the catalog, and none where all have one.
   */
  async addTo(
    images: ImagesByOwner,
    owners: readonly CollageOwner[],
    visible: Visible,
  ): Promise<ImagesByOwner> {
    const lacking = owners.filter(
      ({ id }) => images.get(id)?.some(({ type }) => type === 'Primary') !== true,
    )
    const plans = lacking.flatMap((owner) => this.#plan(owner, visible))
    const found = await this.#findMembers(plans)
    // The first library that has any.
    const firsts = new Map(found.toReversed().map((plan) => [plan.plan.ownerId, plan]))
    const collages = await this.#make([...firsts.values()])
    const all = new Map(images)
    for (const collage of collages)
      all.set(collage.ownerId, [collage, ...(images.get(collage.ownerId) ?? [])])
    return all
  }

  /**
   * The collage of an owner without Primary: the one of `tag`, or else the first. A name has one in
   * each library that mentions it; which of them a page shows is for its URL to say. Strangers who
   * do not say get none of a name of several libraries: they may have its id from one that shows
   * other pictures.
   */
  async find(
    ownerId: string,
    tag: string | undefined,
    visible: Visible,
  ): Promise<ImageRecord | undefined> {
    const { catalog, isOn } = this.#options
    if (!isOn) return undefined
    const item = await catalog.findItem(ownerId)
    const owner = item ?? (await catalog.findNames([ownerId]))[0]
    if (owner === undefined) return undefined
    const collages = await this.#make(await this.#findMembers(this.#plan(owner, visible)))
    const tagged = collages.find((collage) => collage.tag === tag)
    if (tagged !== undefined || item !== undefined || visible.isStranger !== true)
      return tagged ?? collages[0]
    return (await this.#isOfOneLibrary(ownerId)) ? collages[0] : undefined
  }

  async #isOfOneLibrary(nameId: string): Promise<boolean> {
    const { catalog, libraries } = this.#options
    const found = await Promise.all(libraries.map(({ id }) => catalog.findNames([nameId], [id])))
    return found.filter((names) => names.length > 0).length === 1
  }

  #plan(owner: CollageOwner, { libraryIds }: Visible): readonly CollagePlan[] {
    const { libraries, isOn } = this.#options
    if (!isOn) return []
    return planCollages(
      owner,
      libraries.filter(({ id }) => libraryIds === undefined || libraryIds.includes(id)),
    )
  }

  /** Plans that have members, with these. */
  async #findMembers(plans: readonly CollagePlan[]) {
    if (plans.length === 0) return []
    const members = await this.#options.catalog.findMembers(plans.map(({ members }) => members))
    return plans
      .map((plan, at) => ({ plan, ids: members[at] ?? [] }))
      .filter(({ ids }) => ids.length > 0)
  }

  async #make(found: readonly { readonly plan: CollagePlan; readonly ids: readonly string[] }[]) {
    if (found.length === 0) return []
    const images = await this.#options.catalog.imagesOf(found.flatMap(({ ids }) => ids))
    return found.flatMap(
      ({ plan, ids }) =>
        makeCollage(
          plan,
          ids.map((id) => images.get(id) ?? []),
        ) ?? [],
    )
  }
}
