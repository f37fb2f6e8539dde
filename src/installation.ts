import { existsSync, readFileSync } from 'node:fs'
import { createRequire, findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'

/*
 * Keyart runs from its sources (`src`, TypeScript) or as it was built (`dist/src`, JavaScript): this
 * file knows which, and where the rest of the package lies.
 */

const packageFile = requirePackageFile()

/** The folder of the package, with a slash at its end. */
export const root = new URL('./', pathToFileURL(packageFile))

export const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as {
  readonly version: string
}

/** How people run Keyart, which decides how they change its settings. */
export const installationKinds = ['npm', 'container', 'service', 'checkout'] as const
export type InstallationKind = (typeof installationKinds)[number]

/** By what container engines and systemd leave for programs to see, and by where the code lies. */
export function installationKind(
  environment: NodeJS.ProcessEnv,
  folder = root.pathname,
  exists: (path: string) => boolean = existsSync,
): InstallationKind {
  // Terminals of desktops have an id of systemd's, too, but no stream to the journal. Machines that
  // are containers as a whole run services.
  if (environment['INVOCATION_ID'] !== undefined && environment['JOURNAL_STREAM'] !== undefined)
    return 'service'
  const marks = ['/.dockerenv', '/run/.containerenv']
  if (environment['container'] !== undefined || marks.some(exists)) return 'container'
  return folder.includes('/node_modules/') ? 'npm' : 'checkout'
}

/**
 * Where Node looks for the packages that Keyart imports, the nearest first: below the package when
 * it was checked out, around it when it was installed. Not all of them need to be there.
 */
export function packageFolders(): readonly string[] {
  return createRequire(import.meta.url).resolve.paths('sharp') ?? []
}

/**
 * The module `name` beside the one whose `import.meta.url` is given, for workers and processes.
 * TypeScript gives imports their new ending when it builds, but not such URLs.
 */
export function moduleBeside(url: string, name: string): URL {
  return new URL(`${name}${url.endsWith('.ts') ? '.ts' : '.js'}`, url)
}

function requirePackageFile(): string {
  const file = findPackageJSON(import.meta.url)
  if (file === undefined) throw new Error('Expected the package.json of Keyart above its code')
  return file
}
