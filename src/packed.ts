import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

/** What `npm run build` says in `dist/packages/packed.json` of one package. */
export interface PackedPackage {
  readonly name: string
  /** The version that was packed. */
  readonly version: string
  /** Names of files beside it, by what is imported. */
  readonly files: Readonly<Record<string, string>>
}

/**
 * Some packages have hundreds of files, and finding and reading these takes longer than all else
 * of a start. `npm run build` packs them into a few; from now on what imports such a package gets
 * those. Where they are not there, or not of the version that is installed, nothing changes.
 */
export function usePacked(root: URL): void {
  const packed = findPacked(root)
  if (packed.size === 0) return
  registerHooks({
    resolve: (specifier, context, next) => {
      const url = packed.get(specifier)
      return url === undefined
        ? next(specifier, context)
        : { url, format: 'module', shortCircuit: true }
    },
  })
}

/** URLs of what is packed and current, by what is imported. `root` is the folder of Keyart. */
export function findPacked(root: URL): ReadonlyMap<string, string> {
  const folder = new URL('dist/packages/', root)
  const packages = findJson<readonly PackedPackage[]>(new URL('packed.json', folder)) ?? []
  const current = packages.filter(({ name, version }) => {
    const installed = new URL(`node_modules/${name}/package.json`, root)
    return findJson<{ readonly version: string }>(installed)?.version === version
  })
  const files = current.flatMap((one) => Object.entries(one.files))
  return new Map(files.map(([specifier, file]) => [specifier, new URL(file, folder).href]))
}

function findJson<T>(url: URL): T | undefined {
  try {
    return JSON.parse(readFileSync(url, 'utf8')) as T
  } catch {
    return undefined
  }
}
