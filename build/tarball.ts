import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildAll } from './build.ts'

interface Description {
  readonly dependencies: Readonly<Record<string, string>>
}

/** Of package-lock.json, as far as it is read. */
interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version: string }>>
}

/**
 * Builds the project in `root` anew, beside `dist`, and packs what is published into a tarball in
 * `folder`. Resolves to its path.
 */
export async function makeTarball(root: string, folder: string): Promise<string> {
  const stage = await mkdtemp(join(tmpdir(), 'keyart-tarball-'))
  try {
    for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE'])
      await cp(join(root, name), join(stage, name))
    const description = await readJson<Description>(join(root, 'package.json'))
    const lockfile = await readJson<Lockfile>(join(root, 'package-lock.json'))
    const text = JSON.stringify(published(description, lockfile), undefined, 2)
    await writeFile(join(stage, 'package.json'), `${text}\n`)
    await buildAll(root, join(stage, 'dist'))
    const args = ['pack', '--json', '--pack-destination', folder]
    // A shell only where npm is a script of one.
    const options = { cwd: stage, shell: process.platform === 'win32' }
    const { stdout } = await promisify(execFile)('npm', args, options)
    const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[]
    if (packed === undefined) throw new Error(`Expected npm to name a tarball: ${stdout}`)
    return join(folder, packed.filename)
  } finally {
    await rm(stage, { recursive: true })
  }
}

/**
 * Without what only a checkout can use; and with the very versions of packages that were tested, for
 * another sharp makes other bytes of the same plan.
 */
function published(description: Description, { packages }: Lockfile): object {
  const ofCheckouts = ['scripts', 'devDependencies', 'allowScripts']
  const kept = Object.entries(description).filter(([name]) => !ofCheckouts.includes(name))
  const dependencies = Object.keys(description.dependencies).map((name) => {
    const version = packages[`node_modules/${name}`]?.version
    if (version === undefined) throw new Error(`Expected ${name} in package-lock.json`)
    return [name, version] as const
  })
  return { ...Object.fromEntries(kept), dependencies: Object.fromEntries(dependencies) }
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T
}
