import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { folderOf } from '../../../src/cli/folder/existing-folder.ts'
import type { ItemDto } from '../../../src/dto/schemas.ts'
import { isOpenProblem } from '../../../src/upkeep/faults.ts'
import { repair, verify } from '../../../src/upkeep/verify.ts'
import { addAdmin, addUser } from '../admin.ts'
import type { Page } from '../announced.ts'
import type { AskOptions, Client } from '../ask.ts'
import { checkDerivatives } from '../cold.ts'
import { ownDecoder } from '../decoders.ts'
import { Keyart } from '../keyart.ts'
import { noise } from '../pictures.ts'
import { Seeded } from '../seeded.ts'
import { tagOf, Tree } from '../tree.ts'
import { Told } from './told.ts'

export interface KillOptions {
  /** Empty, for media and the data folder; the caller removes it. */
  readonly folder: string
  readonly kills: number
  readonly seed: number
  /** Called after each kill. */
  readonly onKill?: () => void
}

/** What a kill must not do. */
export type Harm = 'lost' | 'catalog' | 'torn' | 'unmended' | 'refused'

export interface KillTally {
  readonly kills: number
  /** Changes that were answered before a kill. */
  readonly answers: number
  /** Uploads that were read after a kill and held against their hashes. */
  readonly uploads: number
  /** Derivatives that the killed servers left, each decoded to its last pixel. */
  readonly derivatives: number
  /** Unfinished files and files that nothing names, found after kills and removed by `repair`. */
  readonly tidied: number
  readonly harm: readonly { readonly kind: Harm; readonly detail: string }[]
}

const userId = 'c'.repeat(32)
const films = ['Given', 'Taken', 'Moved'] as const
type Films = Readonly<Record<(typeof films)[number], ItemDto>>

/**
 * Kills a server over and over, at random moments in the middle of uploads, deletions, moves,
 * positions, renders and scans, and looks after each kill whether all that it answered is there.
 */
export async function killRounds(options: KillOptions): Promise<KillTally> {
  return await new KillRounds(options).run()
}

class KillRounds {
  readonly #options: KillOptions
  readonly #random: Seeded
  readonly #tree: Tree
  readonly #data: string
  readonly #harm: { readonly kind: Harm; readonly detail: string }[] = []
  readonly #tally = { answers: 0, uploads: 0, tidied: 0 }
  readonly #taken = new Told<readonly string[]>([])
  readonly #position = new Told(0)
  #admin: Readonly<Record<string, string>> = {}
  #user: Readonly<Record<string, string>> = {}
  #poster = new Told('')
  #moved: Told<readonly string[]> | undefined
  #round = 0
  #number = 0

  constructor(options: KillOptions) {
    this.#options = options
    this.#random = new Seeded(options.seed)
    this.#tree = new Tree(join(options.folder, 'films'))
    this.#data = join(options.folder, 'data')
  }

  async run(): Promise<KillTally> {
    const { kills, onKill } = this.#options
    for (const film of films) this.#tree.film(`${film}/${film}.mkv`).picture(`${film}/poster.jpg`)
    this.#tree.picture(...[1, 2, 3, 4].map((n) => `Moved/fanart${n}.jpg`))
    await this.#tree.write()
    this.#admin = await addAdmin(this.#data)
    this.#user = await addUser(this.#data, userId)
    this.#poster = new Told(this.#tree.require('Given/poster.jpg').tag)

    const libraries = [{ kind: 'movies', folder: this.#tree.root }]
    for (; this.#round <= kills; this.#round++) {
      await using keyart = await Keyart.start({ libraries, data: this.#data })
      const found = await this.#look(keyart.client)
      if (this.#round === kills) break
      await this.#killAtWork(keyart, found)
      await this.#verify()
      onKill?.()
    }
    const { stored, mismatches } = await checkDerivatives(this.#data, ownDecoder)
    for (const mismatch of mismatches) this.#add('torn', mismatch)
    await using catalog = await openSqliteCatalog(folderOf(this.#data).catalog)
    if ((await catalog.findUser(userId)) === undefined) this.#add('lost', 'the user')
    return { kills, ...this.#tally, derivatives: stored, harm: this.#harm }
  }

  /** Whether everything is as it was answered before the kill. */
  async #look(client: Client): Promise<Films> {
    const path = '/Items?Recursive=true&IncludeItemTypes=Movie'
    const { Items } = await client.json<Page<ItemDto>>(path, { headers: this.#admin })
    const byName = new Map(Items.map((film) => [film.Name, film]))
    const found = Object.fromEntries(films.map((name) => [name, byName.get(name)!])) as Films
    const order = found.Moved.BackdropImageTags ?? []
    this.#moved ??= new Told(order)
    const state = `/UserItems/${found.Given.Id}/UserData`
    const { PlaybackPositionTicks } = await client.json<{ PlaybackPositionTicks: number }>(state, {
      headers: this.#user,
    })
    this.#expect('the poster', this.#poster.settle(found.Given.ImageTags!['Primary']!))
    this.#expect('the backdrops', this.#taken.settle(found.Taken.BackdropImageTags ?? []))
    this.#expect('the order', this.#moved.settle(order))
    this.#expect('the position', this.#position.settle(PlaybackPositionTicks))
    for (const [film, type, tag] of [
      [found.Given, 'Primary', this.#poster.last] as const,
      ...this.#taken.last.map((one) => [found.Taken, 'Backdrop', one] as const),
    ]) {
      const { status, body } = await client.ask(`/Items/${film.Id}/Images/${type}?tag=${tag}`)
      this.#tally.uploads++
      if (status !== 200 || tagOf(body) !== tag) this.#add('lost', `${type} ${tag}: ${status}`)
    }
    return found
  }

  async #killAtWork(keyart: Keyart, found: Films): Promise<void> {
    const stop = new AbortController()
    const before = this.#tally.answers
    const working = this.#workers(keyart.client, found, stop.signal).map(async (work) => {
      // Over and over, until it is not answered any more.
      while (!stop.signal.aborted) if (!(await work())) return
    })
    // Every other time not before something was answered, however slow the machine.
    if (this.#round % 2 === 0)
      for (let n = 0; n < 1000 && this.#tally.answers === before; n++) await sleep(10)
    // Also right after the start, and in the middle of much.
    await sleep(this.#random.whole(0, 500))
    await keyart.kill9()
    stop.abort()
    await Promise.all(working)
  }

  /** Each does one thing and resolves to whether it was answered. */
  #workers(client: Client, { Given, Taken, Moved }: Films, stop: AbortSignal) {
    const random = this.#random
    const poster = this.#poster
    const taken = this.#taken
    const moved = this.#moved!
    const position = this.#position
    const ask = async (path: string, options: AskOptions) => {
      const answer = await client.ask(path, options).catch(() => undefined)
      const isAnswered = answer !== undefined && answer.status < 300
      // What is refused would make this say nothing.
      if (answer !== undefined && !isAnswered && !stop.aborted)
        this.#add('refused', `${path}: ${answer.status}`)
      if (isAnswered) this.#tally.answers++
      return isAnswered
    }
    const give = async (film: ItemDto, type: string, body: Buffer) => {
      const headers = { ...this.#admin, 'content-type': 'image/jpeg' }
      return await ask(`/Items/${film.Id}/Images/${type}`, { method: 'POST', headers, body })
    }
    const picture = async () => {
      const bytes = await noise(40, 60, ++this.#number).jpeg().toBuffer()
      return { bytes, tag: tagOf(bytes) }
    }
    return [
      async () => {
        const { bytes, tag } = await picture()
        return await poster.become(tag, () => give(Given, 'Primary', bytes))
      },
      async () => {
        const before = taken.last
        // In a long run not ever more of them.
        if (before.length > 0 && random.chance(before.length > 12 ? 0.8 : 0.5)) {
          const at = random.whole(0, before.length - 1)
          const path = `/Items/${Taken.Id}/Images/Backdrop/${at}`
          const send = () => ask(path, { method: 'DELETE', headers: this.#admin })
          return await taken.become(before.toSpliced(at, 1), send)
        }
        const { bytes, tag } = await picture()
        return await taken.become([...before, tag], () => give(Taken, 'Backdrop', bytes))
      },
      async () => {
        const [from, to] = [random.whole(0, 3), random.whole(0, 3)]
        const after = moved.last.toSpliced(from, 1)
        after.splice(to, 0, moved.last[from]!)
        const path = `/Items/${Moved.Id}/Images/Backdrop/${from}/Index?newIndex=${to}`
        return await moved.become(after, () => ask(path, { method: 'POST', headers: this.#admin }))
      },
      async () => {
        const next = position.last + 1
        const body = JSON.stringify({ PlaybackPositionTicks: next })
        const headers = { ...this.#user, 'content-type': 'application/json' }
        const path = `/UserItems/${Given.Id}/UserData`
        return await position.become(next, () => ask(path, { method: 'POST', headers, body }))
      },
      async () => {
        const width = random.whole(5, 500)
        const answer = await client
          .ask(`/Items/${Given.Id}/Images/Primary?width=${width}`)
          .catch(() => undefined)
        return answer !== undefined
      },
      async () => {
        // The watcher sees it, and a scan runs.
        await this.#tree.draw('Taken/poster.jpg', ++this.#number)
        await sleep(40)
        return true
      },
    ]
  }

  /** `PRAGMA integrity_check`, uploads against their hashes, whole derivatives, nothing left. */
  async #verify(): Promise<void> {
    const folder = folderOf(this.#data)
    const before = await verify(folder)
    for (const { kind, path, detail } of before.findings.filter(isOpenProblem))
      this.#add(kind.startsWith('derivative') ? 'torn' : 'catalog', `${kind} ${path} ${detail}`)
    const repaired = await repair(folder)
    if (repaired === 'in use') return this.#add('unmended', 'the folder is in use')
    for (const { outcome, path } of repaired.findings)
      if (outcome === 'mended') this.#tally.tidied++
      else this.#add('unmended', path)
    for (const { path } of (await verify(folder)).findings) this.#add('unmended', path)
  }

  #expect(what: string, fault: string | undefined): void {
    if (fault !== undefined) this.#add('lost', `${what}: ${fault}`)
  }

  #add(kind: Harm, detail: string): void {
    this.#harm.push({ kind, detail: `Kill ${this.#round}: ${detail}` })
  }
}
