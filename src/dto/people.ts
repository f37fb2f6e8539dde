import { personId, type Item, type Person } from '../library/item.ts'
import { nameId } from '../library/mentions.ts'
import { findAbove, imagesOf, type ItemContext } from './context.ts'
import { toBlurHashes } from './own-images.ts'
import type { NamedDto, PersonDto } from './schemas.ts'

export function toPersonDto(person: Person, context: ItemContext): PersonDto {
  const id = personId(person.name)
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

/** Genres and studios, like persons, are told apart by name alone. */
export function toNamed(kind: 'genre' | 'studio', names: readonly string[]): NamedDto[] {
  return names.map((name) => ({ Name: name, Id: nameId(kind, name) }))
}

/** Artists with the id of their item where it stands above, else one made of the name. */
export function toArtists(item: Item, context: ItemContext): NamedDto[] {
  const above = item.kind === 'MusicArtist' ? item : findAbove(item, 'MusicArtist', context)
  return item.artists.map((name) => ({
    Name: name,
    Id: above?.name.toLowerCase() === name.toLowerCase() ? above.id : nameId('artist', name),
  }))
}
