import type { Encoding, PaletteName, SceneName } from './picture.ts'
import { picture, type PlannedFile, type Scale, sized } from './planned.ts'

interface Album {
  readonly name: string
  readonly cover: boolean
  readonly shots: readonly (readonly [SceneName, PaletteName])[]
}

const albums: readonly Album[] = [
  {
    name: '2023 Över fjället',
    cover: true,
    shots: [
      ['peaks', 'frost'],
      ['lake', 'dawn'],
      ['aurora', 'teal'],
      ['mountains', 'ocean'],
      ['forest', 'moss'],
      ['sunset', 'ember'],
      ['lake', 'jade'],
    ],
  },
  {
    name: 'A week by the sea',
    cover: false,
    shots: [
      ['sea', 'ocean'],
      ['sea', 'rose'],
      ['harbour', 'gold'],
      ['clouds', 'dawn'],
      ['storm', 'ash'],
      ['sea', 'night'],
      ['sunset', 'candy'],
    ],
  },
  {
    name: 'City nights',
    cover: false,
    shots: [
      ['city', 'violet'],
      ['harbour', 'ocean'],
      ['bokeh', 'ember'],
      ['city', 'noir'],
      ['bokeh', 'night'],
      ['city', 'rust'],
    ],
  },
]

/** How the camera was held: as a rule upright, now and then on either side or on its head. */
const turns = [1, 6, 3, 8, 1, 1, 1] as const

function planAlbum(album: Album, scale: Scale): readonly PlannedFile[] {
  const folder = `Photos/${album.name}`
  const files = album.shots.map(([scene, palette], i) => {
    const orientation = turns[i % turns.length] ?? 1
    const upright = orientation === 6 || orientation === 8 || i === 4
    const size = upright ? sized(scale, 1600, 2400) : sized(scale, 2400, 1600)
    const encoding: Encoding = i === 5 ? 'webp' : 'jpeg'
    const look = { scene, palette, seed: `${album.name} ${i}` }
    return picture(`${folder}/IMG_${4021 + i * 7}`, {
      kind: 'photo',
      look,
      orientation,
      encoding,
      ...size,
    })
  })
  if (!album.cover) return files
  const look = { scene: 'peaks', palette: 'dawn', seed: album.name } as const
  return [
    ...files,
    picture(`${folder}/folder`, {
      kind: 'cover',
      look,
      title: 'Över fjället',
      line: '2023',
      encoding: 'jpeg',
      ...sized(scale, 1000, 1000),
    }),
  ]
}

export function planPhotos(scale: Scale): readonly PlannedFile[] {
  if (scale === 'full') return albums.flatMap((album) => planAlbum(album, scale))
  return albums.slice(0, 2).flatMap((a) => planAlbum({ ...a, shots: a.shots.slice(0, 2) }, scale))
}
