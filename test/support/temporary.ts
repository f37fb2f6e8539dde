import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const options = { recursive: true, force: true, maxRetries: 5 } as const
/** Folders whose scope has not ended. */
const open = new Set<string>()

// Also of a run that is called off nothing stays.
process.once('exit', () => {
  for (const path of open) rmSync(path, options)
})

/**
 * A folder of its own for `await using`; it is gone with the scope, and with the process.
 * `purpose`: a word of its name, for who finds it. `within`: where it lies.
 */
export async function temporaryFolder(
  purpose = 'test',
  within = tmpdir(),
): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(within, `keyart-${purpose}-`))
  open.add(path)
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await rm(path, options)
      open.delete(path)
    },
  }
}
