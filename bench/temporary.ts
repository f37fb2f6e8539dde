import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A folder of its own for `await using`; it is gone with the scope, and with the process.
 * `purpose`: a word of its name, for who finds it. `within`: where it lies.
 */
export async function temporaryFolder(
  purpose = 'bench',
  within = tmpdir(),
): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(within, `keyart-${purpose}-`))
  const options = { recursive: true, force: true, maxRetries: 5 } as const
  const atExit = () => rmSync(path, options)
  process.once('exit', atExit)
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await rm(path, options)
      process.off('exit', atExit)
    },
  }
}
