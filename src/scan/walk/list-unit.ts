import { hash } from 'node:crypto'
import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { isOfInterest } from '../../library/naming/media-files.ts'
import { namingVersion } from '../../library/naming/naming.ts'
import { isWithinFolder } from '../../within-folder.ts'
import {
  type IgnoreChain,
  type IgnoreRules,
  isLeftOut,
  maxIgnoreBytes,
  parseIgnore,
} from './ignore-patterns.ts'
import { isIgnored, isIgnoreMarker } from './ignored.ts'
import { type LinkTargets, namedByLink } from './link-targets.ts'
import type { ListedFile, ListedFolder, UnitListing } from './listing.ts'

/** A folder on the way down: its real identity, to notice a link that leads back up. */
interface Ancestor {
  readonly identity: string
  readonly above: Ancestor | undefined
  readonly depth: number
  /** Of the `.ignore` files above. */
  readonly ignoring: IgnoreChain | undefined
}

/** Folders in folders below a unit; no library is deeper. */
const maxDepth = 32

export interface UnitPlace {
  /** The library's folder as configured. */
  readonly root: string
  /** Where that really is: links may lead anywhere below it. */
  readonly realRoot: string
  readonly identity: string
  /** Where else links may lead. */
  readonly linkTargets: LinkTargets
}

/**
 * Lists one unit with synchronous calls, which on warm disks are several times as fast as
 * asynchronous ones: meant for a thread of its own.
 */
export class UnitLister {
  readonly #place: UnitPlace
  readonly #files: ListedFile[] = []
  readonly #folders: ListedFolder[] = []
  readonly #problems: { path: string; reason: string }[] = []
  /** Real paths of folders entered through a link, each once a unit: links cannot multiply. */
  readonly #entered = new Set<string>()
  readonly #linked = new Set<string>()
  #complete = true
  #vanished = false

  constructor(place: UnitPlace) {
    this.#place = place
  }

  /** `unit` `''` with `entries`: the files loose in the root; `hidden`: names to be told of. */
  list(unit: string, entries: readonly Dirent[], hidden: readonly string[] = []): UnitListing {
    const top: Ancestor = {
      identity: this.#place.identity,
      above: undefined,
      depth: 0,
      ignoring: this.#rootRules(),
    }
    for (const entry of entries) this.#visitUnlessIgnored(entry, entry.name, top, unit !== '')
    for (const name of hidden)
      this.#report(name, 'The name begins with a dot, and is hidden right in a library')
    if (this.#vanished && !this.#isRootStill()) this.#complete = false
    this.#files.sort(byPath)
    this.#folders.sort(byPath)
    return {
      unit,
      files: this.#files,
      folders: this.#folders,
      fingerprint: this.#fingerprint(),
      problems: this.#problems,
      linked: [...this.#linked],
      complete: this.#complete,
    }
  }

  /** What vanishes while it is listed was removed, unless a whole disk was. */
  #isRootStill(): boolean {
    try {
      return identityOf(statSync(this.#place.root)) === this.#place.identity
    } catch {
      return false
    }
  }

  /** Folders count by name alone: their time also changes for files that are ignored. */
  #fingerprint(): string {
    const lines = [String(namingVersion)]
    for (const { path } of this.#folders) lines.push(path)
    for (const { path, bytes, mtimeMs, ctimeMs } of this.#files)
      lines.push(`${path}\0${bytes}\0${mtimeMs}\0${ctimeMs}`)
    return hash('sha256', lines.join('\0\0')).slice(0, 32)
  }

  /** The library's own `.ignore` counts for what it lists; an empty one does not empty a library. */
  #rootRules(): IgnoreChain | undefined {
    const rules = this.#readRules('')
    return rules === undefined || rules === 'all'
      ? undefined
      : { folder: '', rules, above: undefined }
  }

  #visitUnlessIgnored(entry: Dirent, path: string, above: Ancestor, enter: boolean): void {
    if (isIgnored(entry.name)) return
    if (!isLeftOut(path, entry.isDirectory(), above.ignoring))
      this.#visit(entry, path, above, enter)
  }

  /** Of the `.ignore` in a folder; `undefined` where there is none, or it cannot be read. */
  #readRules(folder: string): IgnoreRules | undefined {
    const path = folder === '' ? '.ignore' : `${folder}/.ignore`
    try {
      const file = `${this.#place.root}/${path}`
      const stats = statSync(file)
      if (!stats.isFile()) return undefined
      if (stats.size > maxIgnoreBytes) {
        this.#report(path, `Expected at most ${maxIgnoreBytes / 1024} KiB of patterns`)
        return 'all'
      }
      const rules = parseIgnore(readFileSync(file, 'utf8'))
      if (rules !== 'all' && rules.passedOver > 0)
        this.#report(path, `${rules.passedOver} patterns are too long or have too many wildcards`)
      return rules
    } catch (error) {
      if (isNotFound(error)) return undefined
      this.#report(path, 'The file cannot be read')
      return 'all'
    }
  }

  #visit(entry: Dirent, path: string, above: Ancestor, enter: boolean): void {
    if (entry.isSymbolicLink()) this.#visitLink(entry.name, path, above, enter)
    else if (entry.isDirectory()) {
      if (enter) this.#visitFolder(path, above)
    } else if (entry.isFile() && isOfInterest(entry.name)) this.#visitFile(path)
  }

  #visitLink(name: string, path: string, above: Ancestor, enter: boolean): void {
    const { root, realRoot, linkTargets } = this.#place
    try {
      const real = realpathSync.native(`${root}/${path}`)
      if (!isWithinFolder(real, realRoot)) {
        this.#noteTarget(path)
        if (!linkTargets.real.some((folder) => isWithinFolder(real, folder))) {
          this.#report(
            path,
            'The link leads outside the library, and not into a folder of scan.followLinksTo',
          )
          return
        }
        this.#linked.add(real)
      }
      if (!statSync(real).isDirectory()) {
        if (isOfInterest(name)) this.#visitFile(path)
      } else if (enter && !this.#entered.has(real)) {
        this.#entered.add(real)
        this.#visitFolder(path, above)
      }
    } catch (error) {
      if (!isNotFound(error)) this.#report(path, 'The link cannot be followed')
      else this.#missTarget(path)
    }
  }

  /** What a link leads to comes back with its disk. */
  #missTarget(path: string): void {
    this.#noteTarget(path)
    if (this.#place.linkTargets.isOneAway)
      this.#fail(
        path,
        'The target of the link does not exist, or a folder of scan.followLinksTo is away',
      )
    else this.#report(path, 'The target of the link does not exist')
  }

  /** What the link itself names: another thing may come to lie there. */
  #noteTarget(path: string): void {
    const { root, linkTargets } = this.#place
    if (linkTargets.real.length === 0) return
    const named = namedByLink(`${root}/${path}`)
    if (named !== undefined && !isWithinFolder(named, root)) this.#linked.add(named)
  }

  #visitFile(path: string): void {
    try {
      const stats = statSync(`${this.#place.root}/${path}`)
      if (!stats.isFile()) return
      const { size: bytes, mtimeMs, ctimeMs } = stats
      this.#files.push({ path, bytes, mtimeMs, ctimeMs })
    } catch (error) {
      if (isNotFound(error)) this.#miss(path)
      else this.#fail(path, 'The file cannot be accessed')
    }
  }

  #visitFolder(path: string, above: Ancestor): void {
    const absolute = `${this.#place.root}/${path}`
    let entries: Dirent[]
    let stats: Stats
    try {
      stats = statSync(absolute)
      if (leadsBack(identityOf(stats), above)) return
      if (above.depth >= maxDepth) {
        this.#report(path, `The folder lies more than ${maxDepth} folders deep`)
        return
      }
      entries = readdirSync(absolute, { withFileTypes: true })
    } catch (error) {
      if (isNotFound(error)) this.#miss(path)
      else this.#fail(path, 'The folder cannot be read')
      return
    }
    const marked = entries.filter(({ name }) => isIgnoreMarker(name))
    if (marked.some(({ name }) => name !== '.ignore')) return
    const rules = marked.length === 0 ? undefined : this.#readRules(path)
    if (rules === 'all') return
    this.#folders.push({ path, mtimeMs: stats.mtimeMs })
    const here: Ancestor = {
      identity: identityOf(stats),
      above,
      depth: above.depth + 1,
      ignoring:
        rules === undefined ? above.ignoring : { folder: path, rules, above: above.ignoring },
    }
    for (const entry of entries)
      this.#visitUnlessIgnored(entry, `${path}/${entry.name}`, here, true)
  }

  /** A name that is not UTF-8 reads as another, under which there is nothing. */
  #miss(path: string): void {
    if (path.includes('\uFFFD')) this.#report(path, 'The name is not UTF-8')
    else this.#vanished = true
  }

  #report(path: string, reason: string): void {
    this.#problems.push({ path, reason })
  }

  #fail(path: string, reason: string): void {
    this.#complete = false
    this.#report(path, reason)
  }
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1
}

export function identityOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`
}

function leadsBack(identity: string, above: Ancestor): boolean {
  for (let at: Ancestor | undefined = above; at !== undefined; at = at.above)
    if (at.identity === identity) return true
  return false
}

/** Whether the thing is simply not there (any more). */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
