import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { SingleBar } from 'cli-progress'
import { parseCommandLine } from '../../config/command-line.ts'
import { folderFault, makeFolders } from '../../config/preflight.ts'
import { ConfigError } from '../../config/load.ts'
import type { LibrarySetting } from '../../config/schema.ts'
import {
  type DemoLibrary,
  makeDemoLibrary,
  type OpenDemo,
  openDemoLibrary,
} from '../../../demo/demo-library.ts'
import { defaultLibraryNames } from '../../library/library.ts'
import type { Command, CommandContext } from '../terminal/command.ts'

/** Makes the demo library without serving it. */
export const demo: Command = {
  summary: 'Creates the demo library in FOLDER (default: demo-library).',
  usage: '[FOLDER] [--small]',
  options: { small: 'Create a few items only.' },
  run: async (context) => {
    const { words, flags, mistakes } = parseCommandLine(context.args, { small: 'switch' }, 1)
    if (mistakes.length > 0) throw new ConfigError(mistakes)
    const folder = resolve(context.directory, words[0] ?? 'demo-library')
    const scale = flags.get('small')?.at(-1) === 'true' ? 'small' : 'full'
    for (const library of await requireDemo(folder, context, scale))
      context.out.write(`--library ${library.kind}=${library.folder}\n`)
  },
}

/** The demo library at `folder`, made there when it is not yet. */
export async function requireDemo(
  folder: string,
  { errors, signal }: CommandContext,
  scale: 'full' | 'small' = 'full',
): Promise<LibrarySetting[]> {
  const bar = new SingleBar({
    stream: errors as NodeJS.WriteStream,
    format: 'Drawing the demo library [{bar}] {value}/{total} files',
    hideCursor: true,
    clearOnComplete: true,
    noTTYOutput: false,
  })
  let shown = false
  const libraries = await inPlace(folder, () =>
    makeDemoLibrary(folder, {
      scale,
      signal,
      onProgress: (done, total) => {
        if (!shown) {
          if (errors.isTTY === true) bar.start(total, done)
          else errors.write(`Drawing the demo library (${total} files, once)\n`)
        } else bar.update(done)
        shown = true
      },
    }),
  ).finally(() => bar.stop())
  return toSettings(libraries)
}

/** The demo library at `folder` with what draws the rest of it. */
export async function openServedDemo(
  folder: string,
): Promise<OpenDemo & { readonly settings: LibrarySetting[] }> {
  const demo = await inPlace(folder, () => openDemoLibrary(folder, 'full'))
  return { ...demo, settings: toSettings(demo.libraries) }
}

function toSettings(libraries: readonly DemoLibrary[]): LibrarySetting[] {
  return libraries.map(({ kind, folder }) => ({ kind, name: defaultLibraryNames[kind], folder }))
}

/** @throws ConfigError where `folder` is no place to write to */
async function inPlace<T>(folder: string, make: () => Promise<T>): Promise<T> {
  // One that is there may be the demo, which need not be written again.
  const fault = existsSync(folder) ? undefined : await folderFault(folder)
  if (fault !== undefined)
    throw new ConfigError([`Expected a place for the demo library but ${folder} ${fault}`])
  try {
    await makeFolders(dirname(folder))
    return await make()
  } catch (error) {
    // No permission, no space, a read-only file system: reported to the user.
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error
    throw new ConfigError([
      `Expected a place for the demo library but ${folder} is not writable (${String(error.code)})`,
    ])
  }
}
