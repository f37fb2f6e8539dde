import { personId, type Item, type Person } from '../library/item.ts'
import { nameId } from '../library/mentions.ts'
import { findAbove, imagesOf, type ItemContext } from './context.ts'
import { toBlurHashes } from './own-images.ts'
import { present } from './present.ts'
import type { NamedDto, PersonDto } from './schemas.ts'

export function toPersonDto(person: Person, context: ItemContext): PersonDto {
  const id = personId(person.name)
  const [image] = imagesOf(id, 'Primary', context)
  return present({
    Name: person.name,
    Id: id,
    Role: person.role,
    Type: person.kind,
    PrimaryImageTag: image?.tag,
    ImageBlurHashes: image && toBlurHashes([image]),
  })
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
