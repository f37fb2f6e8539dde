import type { Ids } from '../library/ids.ts'
import type { Item, Person } from '../library/item.ts'
import { findAbove, imagesOf, type ItemContext } from './context.ts'
import { toBlurHashes } from './own-images.ts'
import type { NamedDto, PersonDto } from './schemas.ts'

export function toPersonDto(person: Person, context: ItemContext): PersonDto {
  const id = context.ids.name('person', person.name)
  const [image] = imagesOf(id, 'Primary', context)
  // Not by `present`: a list of a hundred films has a thousand of them.
  return {
    Name: person.name,
    Id: id,
    ...(person.role === undefined ? {} : { Role: person.role }),
    Type: person.kind,
    ...(image === undefined
      ? {}
      : { PrimaryImageTag: image.tag, ImageBlurHashes: toBlurHashes([image]) }),
  }
}

/** Genres and studios, like people, are told apart by name alone. */
export function toNamed(
  kind: 'genre' | 'studio',
  names: readonly string[],
  { ids }: { readonly ids: Ids },
): NamedDto[] {
  return names.map((name) => ({ Name: name, Id: ids.name(kind, name) }))
}

/** Artists with the id of their item where it stands above, else one made of the name. */
export function toArtists(item: Item, names: readonly string[], context: ItemContext): NamedDto[] {
  const above = item.kind === 'MusicArtist' ? item : findAbove(item, 'MusicArtist', context)
  return names.map((name) => ({
    Name: name,
    Id:
      above?.name.toLowerCase() === name.toLowerCase()
        ? above.id
        : context.ids.name('artist', name),
  }))
}
