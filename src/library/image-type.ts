interface ImageTypeTraits {
  /** Jellyfin's number for the type; clients may send it instead of the name. */
  readonly number: number
  /** Whether an item may have several, told apart by index. */
  readonly plural: boolean
  /** Other spellings on the wire. */
  readonly aliases?: readonly string[]
}

/** The image types of the wire, in Jellyfin's numbering (`ImageType`). */
export const imageTypeTraits = {
  Primary: { number: 0, plural: false },
  Art: { number: 1, plural: false },
  Backdrop: { number: 2, plural: true },
  Banner: { number: 3, plural: false },
  Logo: { number: 4, plural: false },
  Thumb: { number: 5, plural: false },
  Disc: { number: 6, plural: false },
  Box: { number: 7, plural: false },
  Screenshot: { number: 8, plural: true },
  Menu: { number: 9, plural: false },
  // The page on images says ChapterImage; both servers say Chapter.
  Chapter: { number: 10, plural: true, aliases: ['ChapterImage'] },
  BoxRear: { number: 11, plural: false },
  Profile: { number: 12, plural: false },
} as const satisfies Record<string, ImageTypeTraits>

export type ImageType = keyof typeof imageTypeTraits

export const imageTypes = Object.keys(imageTypeTraits) as readonly ImageType[]

const byName = new Map<string, ImageType>()
for (const type of imageTypes) {
  const traits: ImageTypeTraits = imageTypeTraits[type]
  for (const name of [type, String(traits.number), ...(traits.aliases ?? [])])
    byName.set(name.toLowerCase(), type)
}

/** An image type as the wire spells it: without regard to case, by name, alias or number. */
export function parseImageType(text: string): ImageType | undefined {
  return byName.get(text.toLowerCase())
}

/** Whether an item may have several images of this type. */
export function isPlural(type: ImageType): boolean {
  return imageTypeTraits[type].plural
}
