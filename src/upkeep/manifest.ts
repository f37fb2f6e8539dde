import { KeyartError } from '../errors.ts'

/** The first entry of a backup. */
export const manifestName = 'keyart-backup.json'

/** Goes up when an older Keyart could not restore what a newer one writes. */
const FORMAT = 1

export interface BackedUpFile {
  /** Below the data folder: `catalog.sqlite`, `server-id`, or an upload. */
  readonly path: string
  readonly bytes: number
  /** First 32 hex digits of the SHA-256. */
  readonly hash: string
}

/** What a backup says of itself. */
export interface Manifest {
  readonly format: number
  /** Of the catalog. */
  readonly catalogVersion: string
  /** ISO 8601. */
  readonly createdAt: string
  readonly files: readonly BackedUpFile[]
  /** Uploads that the catalog names and that were gone or damaged already. */
  readonly missing: readonly string[]
}

export function makeManifest(parts: Omit<Manifest, 'format'>): Manifest {
  return { format: FORMAT, ...parts }
}

/** @throws KeyartError BACKUP_UNUSABLE when it is none, or a newer Keyart's */
export function readManifest(bytes: Buffer): Manifest {
  const read = parse(bytes.toString())
  if (typeof read?.format === 'number' && read.format > FORMAT)
    throw unusable(
      `Expected a backup of format ${FORMAT} or older but it is of format ${read.format}: a newer Keyart has written it`,
    )
  const isText = (value: unknown) => typeof value === 'string'
  const isWhole =
    read?.format === FORMAT &&
    isText(read.catalogVersion) &&
    isText(read.createdAt) &&
    Array.isArray(read.missing) &&
    read.missing.every(isText) &&
    Array.isArray(read.files) &&
    read.files.every(isFile) &&
    // Each once, and what a data folder cannot do without.
    new Set(read.files.map(({ path }) => path)).size === read.files.length &&
    ['catalog.sqlite', 'server-id'].every((path) => read.files?.some((file) => file.path === path))
  if (!isWhole) throw unusable('Expected a list of what is in it')
  return read as Manifest
}

export function unusable(detail: string, cause?: unknown): KeyartError {
  return new KeyartError('BACKUP_UNUSABLE', detail, cause === undefined ? {} : { cause })
}

function parse(text: string): Partial<Manifest> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Partial<Manifest>) : undefined
  } catch {
    return undefined
  }
}

/** Nothing but this is ever written by a restore: no path leads elsewhere. */
function isFile(value: unknown): value is BackedUpFile {
  const { path, bytes, hash } = Object(value) as Partial<BackedUpFile>
  return (
    typeof path === 'string' &&
    /^(?:catalog\.sqlite|server-id|uploads\/[0-9a-f]{32})$/.test(path) &&
    Number.isSafeInteger(bytes) &&
    bytes! >= 0 &&
    typeof hash === 'string' &&
    /^[0-9a-f]{32}$/.test(hash) &&
    (!path.startsWith('uploads/') || path === `uploads/${hash}`)
  )
}
