import {
  type ArtworkRule,
  artworkRules,
  filmSetArtwork,
  seasonArtwork,
} from '../../src/library/naming/artwork-names.ts'
import { imageTypes, imageTypeTraits } from '../../src/library/image-type.ts'
import { itemKinds } from '../../src/library/item.ts'
import { imageExtensions } from '../../src/library/naming/media-files.ts'
import { code, codes, table } from './table.ts'

/** Names of artwork by image type; kinds of item that share them stand together. */
export function artworkNames(): string {
  const rows = imageTypes.flatMap((type) => {
    const byNames = Map.groupBy(
      itemKinds.filter((kind) => artworkRules[kind].some((rule) => rule.type === type)),
      (kind) => namesOf(artworkRules[kind].find((rule) => rule.type === type)!),
    )
    return [...byNames].map(([names, kinds]) => [type, names, kinds.join(', ')])
  })
  return table(['Type', 'Names, the preferred first', 'Of'], rows)
}

/** What a season has in the folder of its series. */
export function seasonNames(): string {
  return table(
    ['Type', 'After `season01-`, the preferred first'],
    seasonArtwork.map((rule) => [rule.type, namesOf(rule)]),
  )
}

export function setNames(): string {
  return table(
    ['Type', 'Names, the preferred first'],
    filmSetArtwork.map((rule) => [rule.type, namesOf(rule)]),
  )
}

function namesOf({ names }: ArtworkRule): string {
  return codes(names)
}

export function imageExtensionList(): string {
  return codes(imageExtensions)
}

export function imageTypeTable(): string {
  return table(
    ['Type', 'Number', 'How many of an item', 'Also written'],
    imageTypes.map((type) => {
      const { number, plural, ...rest } = imageTypeTraits[type]
      const aliases: readonly string[] = 'aliases' in rest ? rest.aliases : []
      return [code(type), String(number), plural ? 'several, by index' : 'one', codes(aliases)]
    }),
  )
}
