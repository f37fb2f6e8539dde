/** The unit that a file at `path` belongs to: its top folder, or `''` when it has none. */
export function unitOf(path: string): string {
  return path.slice(0, Math.max(0, path.indexOf('/')))
}
