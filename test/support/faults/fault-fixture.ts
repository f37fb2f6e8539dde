import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ItemDto, UserDto } from '../../../src/dto/schemas.ts'
import { addAdmin, addUser } from '../admin.ts'
import type { Page } from '../announced.ts'
import type { Answer, AskOptions } from '../ask.ts'
import { renderersOf, eventually, Keyart } from '../keyart.ts'
import { type Disk, mountDisk, mountOver } from '../mounts.ts'
import { noise } from '../pictures.ts'
import { tagOf, Tree } from '../tree.ts'

const userId = 'c'.repeat(32)
const megabyte = 1_000_000

/**
 * A server whose data folder and whose media lie on small disks of their own, and what it is asked.
 * What is not as it must be is gathered in `wrong`.
 */
export class FaultFixture implements AsyncDisposable {
  readonly keyart: Keyart
  /** Holds the data folder. */
  readonly dataDisk: Disk
  readonly data: string
  /** Media on a disk; the library is that disk as `mountMedia` shows it. */
  readonly mediaDisk: Disk
  readonly media: string
  readonly wrong: string[] = []
  /** Answers that were looked at. */
  answers = 0
  readonly #stack: AsyncDisposableStack
  readonly #tree: Tree
  readonly #admin: Readonly<Record<string, string>>
  readonly #user: Readonly<Record<string, string>>
  #mounted: Disk
  #number = 0
  #width = 20
  #position = 0

  private constructor(parts: {
    stack: AsyncDisposableStack
    keyart: Keyart
    dataDisk: Disk
    mediaDisk: Disk
    media: string
    mounted: Disk
    admin: Readonly<Record<string, string>>
    user: Readonly<Record<string, string>>
  }) {
    this.#stack = parts.stack
    this.keyart = parts.keyart
    this.dataDisk = parts.dataDisk
    this.data = join(parts.dataDisk.path, 'data')
    this.mediaDisk = parts.mediaDisk
    this.media = parts.media
    this.#mounted = parts.mounted
    this.#tree = new Tree(parts.media)
    this.#admin = parts.admin
    this.#user = parts.user
  }

  /** `folder`: empty; the caller removes it. Needs to mount. */
  static async open(folder: string): Promise<FaultFixture> {
    await using stack = new AsyncDisposableStack()
    const dataDisk = stack.use(await mountDisk(join(folder, 'a'), 40 * megabyte))
    const mediaDisk = stack.use(await mountDisk(join(folder, 'b'), 20 * megabyte))
    const media = join(folder, 'films')
    await mkdir(media)
    const mounted = mountOver(mediaDisk.path, media)
    const tree = new Tree(media).film('Alien/Alien.mkv', 'Brazil/Brazil.mkv')
    await tree.picture('Alien/poster.jpg', 'Alien/fanart.jpg', 'Brazil/poster.jpg').write()
    const data = join(dataDisk.path, 'data')
    const admin = await addAdmin(data)
    const user = await addUser(data, userId)
    const clock = fileURLToPath(new URL('jumping-clock.ts', import.meta.url))
    const keyart = stack.use(
      await Keyart.start({
        libraries: [{ kind: 'movies', folder: media }],
        data,
        args: ['--artwork-save-to-media', '--no-prerender-enabled'],
        environment: { NODE_OPTIONS: `--import=${clock}` },
        headers: admin,
      }),
    )
    const parts = { keyart, dataDisk, mediaDisk, media, mounted, admin, user }
    return new FaultFixture({ ...parts, stack: stack.move() })
  }

  unmountMedia(): void {
    this.#mounted.unmount()
  }

  mountMedia(): void {
    this.#mounted = mountOver(this.mediaDisk.path, this.media)
  }

  get rendererPid(): number | undefined {
    return renderersOf(this.keyart.pid)[0]
  }

  /** Asks, and sees that the status is one of those that it may be. */
  async expect(
    what: string,
    statuses: readonly number[],
    path: string,
    options: AskOptions = {},
  ): Promise<Answer | undefined> {
    this.answers++
    try {
      const answer = await this.keyart.client.ask(path, options)
      const { status, body } = answer
      if (!statuses.includes(status))
        this.wrong.push(`${what}: ${status} ${body.toString('latin1').slice(0, 200)}`)
      else if (status === 200 && body.length === 0) this.wrong.push(`${what}: an empty answer`)
      return answer
    } catch (error) {
      this.wrong.push(`${what}: ${String(error)}`)
      return undefined
    }
  }

  /** A text when it is not so; else nothing. */
  require(what: string, holds: boolean): void {
    if (!holds) this.wrong.push(what)
  }

  /** Tries for a while; what it fails with in the end is wrong. */
  async eventually(what: string, attempt: () => Promise<void>): Promise<void> {
    await eventually(attempt).catch((error: unknown) => {
      this.wrong.push(`${what}: ${error instanceof Error ? error.message : String(error)}`)
    })
  }

  async film(name: string): Promise<ItemDto | undefined> {
    const path = '/Items?Recursive=true&IncludeItemTypes=Movie'
    const answer = await this.expect('the list of films', [200], path)
    if (answer?.status !== 200) return undefined
    const { Items } = JSON.parse(answer.body.toString()) as Page<ItemDto>
    return Items.find(({ Name }) => Name === name)
  }

  async imagePath(name: string, type = 'Primary'): Promise<string> {
    return `/Items/${(await this.film(name))?.Id}/Images/${type}`
  }

  /** Replaces a picture by another one, and resolves to that one's tag. */
  async drawAnother(path: string): Promise<string> {
    // None that lies on its side: the file itself is to be answered.
    return (await this.#tree.draw(path, 7 * ++this.#number + 1)).tag
  }

  /** A derivative that was never asked for. */
  async expectNew(what: string, statuses: readonly number[], name = 'Alien') {
    const path = `${await this.imagePath(name)}?width=${++this.#width}`
    return { path, answer: await this.expect(what, statuses, path) }
  }

  /** Gives the user a picture, which is kept in the data folder. */
  async giveAvatar(what: string, statuses: readonly number[]): Promise<void> {
    const before = await this.#avatarTag()
    const body = await noise(40, 40, ++this.#number).jpeg().toBuffer()
    const answer = await this.#post(what, statuses, `/Users/${userId}/Images/Primary`, body)
    const isKept = answer?.status === 204
    const now = await this.#avatarTag()
    this.require(`${what}: the picture is not as answered`, now === (isKept ? tagOf(body) : before))
    if (now === undefined) return
    const shown = await this.expect(what, [200], `/Users/${userId}/Images/Primary?tag=${now}`)
    this.require(`${what}: an upload was lost`, shown !== undefined && tagOf(shown.body) === now)
  }

  /** Gives a film a picture, which is kept beside the media. */
  async givePoster(what: string, statuses: readonly number[]): Promise<Answer | undefined> {
    const body = await noise(40, 60, ++this.#number).jpeg().toBuffer()
    return await this.#post(what, statuses, await this.imagePath('Brazil'), body)
  }

  /** Reports a position, and sees that it is kept if and only if it was answered so. */
  async report(what: string, statuses: readonly number[]): Promise<void> {
    const path = `/UserItems/${(await this.film('Alien'))?.Id}/UserData`
    const next = this.#position + 1
    const headers = { ...this.#user, 'content-type': 'application/json' }
    const body = JSON.stringify({ PlaybackPositionTicks: next })
    const answer = await this.expect(what, statuses, path, { method: 'POST', headers, body })
    if (answer?.status === 200) this.#position = next
    const kept = await this.expect(what, [200], path, { headers: this.#user })
    if (kept?.status !== 200) return
    const { PlaybackPositionTicks } = JSON.parse(kept.body.toString()) as Readonly<
      Record<string, number>
    >
    this.require(`${what}: a position was lost`, PlaybackPositionTicks === this.#position)
  }

  /** Everything is as if nothing had been. */
  async expectWell(after: string): Promise<void> {
    const what = `after ${after}`
    await this.expect(`${what}, health`, [200], '/health/live')
    await this.eventually(`${what}, ready`, async () => {
      const { status, body } = await this.keyart.client.ask('/health/ready')
      if (status !== 200) throw new Error(body.toString())
    })
    for (const [name, type] of [
      ['Alien', 'Primary'],
      ['Alien', 'Backdrop'],
      ['Brazil', 'Primary'],
    ] as const)
      await this.expect(`${what}, an original`, [200], await this.imagePath(name, type))
    const { path } = await this.expectNew(`${what}, a new picture`, [200])
    const hit = await this.expect(`${what}, a hit`, [200], path)
    const headers = { 'if-none-match': String(hit?.headers['etag']) }
    await this.expect(`${what}, a hit that the client has`, [304], path, { headers })
    await this.giveAvatar(`${what}, an upload`, [204])
    await this.givePoster(`${what}, an upload beside the media`, [204])
    await this.report(`${what}, a position`, [200])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#mounted.unmount()
    await this.#stack.disposeAsync()
  }

  async #avatarTag(): Promise<string | undefined> {
    const answer = await this.expect('the user', [200], `/Users/${userId}`)
    return answer?.status === 200
      ? (JSON.parse(answer.body.toString()) as UserDto).PrimaryImageTag
      : undefined
  }

  async #post(what: string, statuses: readonly number[], path: string, body: Buffer) {
    const headers = { ...this.#admin, 'content-type': 'image/jpeg' }
    return await this.expect(what, statuses, path, { method: 'POST', headers, body })
  }
}
