import { readFile } from 'node:fs/promises'
import { basename, relative, sep } from 'node:path'
import type { CatalogFile } from '../catalog/sqlite/catalog-file.ts'
import { extractedSource } from '../sources/extracted.ts'
import { uploadsSource } from '../sources/uploads.ts'
import type { Fault, FaultKind, Report } from './faults.ts'
import type { DataFolder } from './folder.ts'
import {
  findLeftovers,
  isAbsence,
  isSettled,
  keyOfFile,
  type DataFile,
  listByDigits,
  listFlat,
} from './data-files.ts'
import { isWholePicture } from './whole-picture.ts'

/** Who else may be writing there meanwhile. */
export type Company = 'others' | 'alone'

/** Looks a data folder over; nothing is changed, and a server may be at work. */
export class FaultFinder {
  readonly #folder: DataFolder
  readonly #catalog: CatalogFile | undefined
  readonly #company: Company
  readonly #faults: Fault[] = []
  readonly #checked = { uploads: 0, extracted: 0, derivatives: 0, bytes: 0 }

  constructor(folder: DataFolder, catalog: CatalogFile | undefined, company: Company) {
    this.#folder = folder
    this.#catalog = catalog
    this.#company = company
  }

  async find(): Promise<{
    readonly faults: readonly Fault[]
    readonly checked: Report['checked']
  }> {
    this.#findInCatalog()
    const serverId = await readFile(this.#folder.serverId, 'utf8').catch(() => '')
    if (!/^[0-9a-f]{32}\n?$/.test(serverId)) this.#add('server-id-damaged', this.#folder.serverId)
    await this.#findInOriginals('upload')
    await this.#findInOriginals('extracted')
    await this.#findInDerivatives()
    const which = this.#company === 'alone' ? 'all' : 'stale'
    for (const path of await findLeftovers(this.#folder, which)) this.#add('leftover', path)
    return { faults: this.#faults, checked: this.#checked }
  }

  #findInCatalog(): void {
    const { catalog: path } = this.#folder
    if (this.#catalog === undefined) return this.#add('catalog-unusable', path)
    const faults = this.#catalog.faults()
    for (const detail of faults) this.#add('catalog-damaged', path, detail)
    if (faults.length > 0) return
    for (const [table, rows] of this.#catalog.brokenReferences())
      this.#add('reference-broken', path, `${table}: ${rows}`)
  }

  /** Files that are stored by content, and that the catalog names. */
  async #findInOriginals(what: 'upload' | 'extracted'): Promise<void> {
    const [source, files, count] = {
      upload: [uploadsSource, listFlat(this.#folder.uploads), 'uploads'] as const,
      extracted: [extractedSource, listByDigits(this.#folder.extracted), 'extracted'] as const,
    }[what]
    const there = new Set<string>()
    for await (const file of files) {
      const found = await keyOfFile(file.path)
      if (found === undefined) continue
      there.add(file.key)
      this.#checked[count]++
      this.#checked.bytes += found.bytes
      // Asked now: what was named when this began may have been let go since, and the reverse.
      const uses = this.#uses(source, file.key)
      if (uses === undefined) {
        if (found.key !== file.key) this.#add(`${what}-damaged`, file.path)
      } else if (uses.length === 0) await this.#addOrphan(file)
      else if (found.key !== file.key) this.#add(`${what}-damaged`, file.path, uses.join(', '))
    }
    await this.#findMissing(what, source, there)
  }

  /** What is in the catalog and not among the files. */
  async #findMissing(
    what: 'upload' | 'extracted',
    source: string,
    there: ReadonlySet<string>,
  ): Promise<void> {
    const { uploads, extracted } = this.#folder
    const missing = this.#read((catalog) =>
      [...(what === 'upload' ? catalog.named(source) : catalog.probed(source))].filter(
        (key) => !there.has(key),
      ),
    )
    for (const key of missing ?? []) {
      const path =
        what === 'upload' ? `${uploads}/${key}` : `${extracted}/${key.slice(0, 2)}/${key}`
      // It may have come, or been let go, since the folder was listed.
      if ((await keyOfFile(path)) !== undefined) continue
      const uses = this.#uses(source, key) ?? []
      if (uses.length > 0) this.#add(`${what}-missing`, path, uses.join(', '))
    }
  }

  async #addOrphan({ path }: DataFile): Promise<void> {
    if (this.#company === 'alone' || (await isSettled(path))) this.#add('orphan', path)
  }

  async #findInDerivatives(): Promise<void> {
    for await (const { path } of listByDigits(this.#folder.derivatives)) {
      const bytes = await readFile(path).catch((error: unknown) => {
        if (!isAbsence(error)) throw error
      })
      // Left for others meanwhile.
      if (bytes === undefined) continue
      this.#checked.derivatives++
      this.#checked.bytes += bytes.length
      if (!isWholePicture(bytes)) this.#add('derivative-damaged', path)
    }
  }

  /** Whose images it is, in words; `undefined` when the catalog does not say. */
  #uses(source: string, key: string): readonly string[] | undefined {
    return this.#read((catalog) =>
      catalog.usesOf(source, key).map(({ ownerId, type, name }) => `${type} of ${name ?? ownerId}`),
    )
  }

  /** Pages that are damaged may be come upon at any time; they have been told of. */
  #read<T>(ask: (catalog: CatalogFile) => T): T | undefined {
    if (this.#catalog === undefined) return undefined
    try {
      return ask(this.#catalog)
    } catch {
      return undefined
    }
  }

  #add(kind: FaultKind, path: string, detail = ''): void {
    const below = relative(this.#folder.root, path).replaceAll(sep, '/')
    this.#faults.push({ kind, path: below === '' ? basename(path) : below, detail })
  }
}
