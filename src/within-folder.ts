import { sep } from 'node:path'

/** Whether a real path is that of `folder`, which is one too, or of something below it. */
export function isWithinFolder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
