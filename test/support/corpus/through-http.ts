import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ItemDto } from '../../../src/dto/schemas.ts'
import { type PictureFamily, pictureFamily } from '../../../src/render/containers/signature.ts'
import { addAdmin } from '../admin.ts'
import type { Page } from '../announced.ts'
import { type Answer, mapSome } from '../ask.ts'
import { openFiles } from '../descriptors.ts'
import { childrenOf, eventually, Keyart } from '../keyart.ts'
import { drawPicture } from '../tree.ts'
import type { BadOriginal } from './bad-original.ts'

export interface HttpOutcome {
  /** Files beside media. */
  readonly scanned: number
  /** Of these, announced as images. */
  readonly announced: number
  readonly uploaded: number
  /** Of these, stored; the others were IMAGE_INVALID. */
  readonly stored: number
  readonly requests: number
  readonly pictures: number
  /** Answers SOURCE_DAMAGED and RENDER_FAILED. */
  readonly damaged: number
  readonly unexplained: readonly string[]
  readonly leftFiles: readonly string[]
  readonly leakedDescriptors: readonly string[]
  /** Milliseconds of the slowest request. */
  readonly slowest: number
  /** Of the server, as the system sees it; `null` when a signal ended it. */
  readonly exitCode: number | null
}

const extensions = ['jpg', 'png', 'webp', 'gif', 'avif', 'tif', 'svg', 'tbn', 'heic', 'bmp']
const shapes = [
  '',
  '?width=40',
  '?fillWidth=200&fillHeight=100&quality=70&format=webp',
  '?maxWidth=60&format=avif',
  '?cropWhitespace=true&format=png',
  '?format=gif&maxHeight=50',
]
const families: Readonly<Record<string, PictureFamily>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'heif',
}

/**
 * Puts `files` beside media under names of all kinds, has the real server scan them and asks for
 * each in a few shapes; then uploads `uploads` one by one as base64 and asks for what was stored.
 * `folder` is for it alone.
 */
export async function throughHttp(
  folder: string,
  { files, uploads }: { files: readonly BadOriginal[]; uploads: readonly BadOriginal[] },
  args: readonly string[] = [],
): Promise<HttpOutcome> {
  const [films, data, temporary] = ['films', 'data', 'tmp'].map((name) => join(folder, name))
  await mkdir(temporary!, { recursive: true })
  const sound = (await drawPicture(1, 'jpg')).bytes
  await mapSome([{ name: 'sound', bytes: sound }, ...files], 8, async ({ bytes }, index) => {
    const film = join(films!, `Film ${index}`)
    await mkdir(film, { recursive: true })
    await writeFile(join(film, `Film ${index}.mkv`), 'no film')
    await writeFile(join(film, `poster.${extensions[index % extensions.length]}`), bytes)
  })
  const headers = await addAdmin(data!)
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: films! }],
    data: data!,
    headers,
    args: ['--media-ffmpeg', 'off', ...args],
    environment: { TMPDIR: temporary },
  })
  const asker = new Asker(keyart)
  const list = await keyart.client.json<Page<ItemDto>>(
    '/Items?Recursive=true&IncludeItemTypes=Movie&SortBy=SortName',
  )
  const ids = list.Items.map(({ Id }) => Id)
  const good = list.Items.find(({ Name }) => Name === 'Film 0')!.Id
  await asker.askAll(good, 'what is sound')
  const before = openFiles(keyart.pid).toSorted()

  await mapSome(list.Items, 4, async ({ Id, Name }) =>
    asker.askAll(Id, files[Number(Name?.split(' ')[1]) - 1]?.name ?? 'what is sound'),
  )
  let stored = 0
  await mapSome(uploads, 4, async ({ name, bytes }, index) => {
    // An owner each, as far as there are, so that none asks for another's upload.
    const id = ids[index % ids.length]!
    if (id === good) return
    if (!(await asker.upload(id, name, bytes))) return
    stored++
    await asker.askAll(id, `${name}, uploaded`)
  })

  await asker.askAll(good, 'what is sound', 200)
  const { status } = await keyart.client.json<{ status: string }>('/health')
  if (status !== 'ok') asker.unexplained.push(`health is ${status}`)
  const leakedDescriptors = await settledDescriptors(keyart.pid, before)
  const children = childrenOf(keyart.pid)
  const exitCode = await keyart.stop()
  const leftChildren = children.filter((pid) => openFiles(pid).length > 0)
  for (const pid of leftChildren) asker.unexplained.push(`process ${pid} is left`)
  return {
    scanned: files.length,
    announced: list.Items.filter(({ ImageTags }) => ImageTags?.['Primary'] !== undefined).length,
    uploaded: uploads.length,
    stored,
    ...asker.counts,
    unexplained: asker.unexplained,
    leakedDescriptors,
    leftFiles: await leftFiles(temporary!, data!),
    slowest: asker.slowest,
    exitCode,
  }
}

/** Asks, and judges each answer. */
class Asker {
  readonly counts = { requests: 0, pictures: 0, damaged: 0 }
  readonly unexplained: string[] = []
  slowest = 0
  readonly #keyart: Keyart

  constructor(keyart: Keyart) {
    this.#keyart = keyart
  }

  async askAll(id: string, name: string, must?: number): Promise<void> {
    for (const shape of shapes) {
      const answer = await this.#timed(() =>
        this.#keyart.client.ask(`/Items/${id}/Images/Primary${shape}`, {
          headers: { accept: 'image/webp,*/*' },
        }),
      )
      const fault =
        must !== undefined && answer.status !== must
          ? `status ${answer.status}`
          : this.#faultOf(answer)
      if (fault !== undefined) this.unexplained.push(`${name} ${shape}: ${fault}`)
    }
  }

  /** Whether it was stored. */
  async upload(id: string, name: string, bytes: Buffer): Promise<boolean> {
    const { status, body } = await this.#timed(() =>
      this.#keyart.client.ask(`/Items/${id}/Images/Primary`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: bytes.toString('base64'),
      }),
    )
    if (status === 204) return true
    if (status !== 400 || codeOf(body) !== 'IMAGE_INVALID')
      this.unexplained.push(`${name}, uploaded: ${status} ${body.toString().slice(0, 200)}`)
    return false
  }

  async #timed(ask: () => Promise<Answer>): Promise<Answer> {
    const began = performance.now()
    this.counts.requests++
    try {
      return await ask()
    } finally {
      this.slowest = Math.max(this.slowest, performance.now() - began)
    }
  }

  #faultOf({ status, headers, body }: Answer): string | undefined {
    if (status === 200) {
      this.counts.pictures++
      const type = String(headers['content-type'])
      if (families[type] === undefined || pictureFamily(body) !== families[type])
        return `bytes that are not ${type}`
      return headers['x-content-type-options'] === 'nosniff' ? undefined : 'without nosniff'
    }
    const code = codeOf(body)
    if (status === 404 && code === 'IMAGE_NOT_FOUND') return undefined
    if (status === 502 && (code === 'SOURCE_DAMAGED' || code === 'RENDER_FAILED')) {
      this.counts.damaged++
      return undefined
    }
    return `${status} ${body.toString().slice(0, 200)}`
  }
}

function codeOf(body: Buffer): unknown {
  try {
    return (JSON.parse(body.toString()) as { code?: unknown }).code
  } catch {
    return undefined
  }
}

/** What is open more often than before, once what is under way had time to end. */
async function settledDescriptors(pid: number, before: readonly string[]): Promise<string[]> {
  const look = () => {
    const left = [...before]
    return openFiles(pid).filter((target) => {
      // Pipes and the like are told by their kind: a renderer process may have been replaced.
      const kind = (text: string) => text.replace(/\[?\d+\]?$/, '')
      const at = left.findIndex((one) => kind(one) === kind(target))
      if (at === -1) return true
      left.splice(at, 1)
      return false
    })
  }
  await eventually(async () => {
    if (look().length > 0) throw new Error('Some are left')
  }, 10_000).catch(() => undefined)
  return look()
}

async function leftFiles(temporary: string, data: string): Promise<string[]> {
  const folders = [
    temporary,
    ...['uploads', 'derivatives', 'extracted'].map((name) => join(data, name, 'tmp')),
  ]
  const names = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder).catch(() => [])).map((name) => join(folder, name)),
    ),
  )
  // Node's own: what the compiler made of the sources.
  return names.flat().filter((path) => !path.endsWith('/node-compile-cache'))
}
