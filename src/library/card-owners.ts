/** Members of an item's DTO that name what has the images of its card. */
export const ownerMembers = [
  'Id',
  'SeriesId',
  'AlbumId',
  'ParentThumbItemId',
  'ParentBackdropItemId',
  'ParentPrimaryImageItemId',
] as const

export type Card = Partial<Record<(typeof ownerMembers)[number], string>>

/** What has the images of a page of items, in its order, each once. */
export function ownersOf(items: readonly Card[]): readonly string[] {
  const owners = new Set<string>()
  for (const item of items)
    for (const name of ownerMembers) {
      const id = item[name]
      if (id !== undefined) owners.add(id)
    }
  return [...owners]
}
