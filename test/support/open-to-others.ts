import { lstat, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Everything below a folder, and the folder, that others than its owner may do anything with. */
export async function openToOthers(root: string): Promise<readonly string[]> {
  const below = await readdir(root, { recursive: true })
  const found = await Promise.all(
    ['', ...below].map(async (name) => {
      const path = join(root, name)
      const stats = await lstat(path).catch(() => undefined)
      if (stats === undefined || (stats.mode & 0o077) === 0) return []
      return [`${relative(root, path) || '.'} ${(stats.mode & 0o777).toString(8)}`]
    }),
  )
  return found.flat()
}
