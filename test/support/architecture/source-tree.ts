import { readFileSync, readdirSync } from 'node:fs'
import { join, posix } from 'node:path'

export interface SourceFile {
  /** Without the extension; from `src`, or from the project where it lies beside `src`. */
  readonly path: string
  readonly lines: number
  /** Paths of files of the project, as `path`, each once. */
  readonly imports: readonly string[]
  /** Names of packages and of what comes with Node, as they are imported. */
  readonly packages: readonly string[]
}

/** The sources of the project in the folder `root`, those of the demo library with them. */
export function readSources(root: string): readonly SourceFile[] {
  return ['src', 'demo'].flatMap((tree) =>
    filesBelow(join(root, tree))
      .filter((name) => /\.[jt]s$/.test(name))
      .map((name) => toSource(root, posix.join(tree, name))),
  )
}

/** `[]` where there is no such folder. */
function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .toSorted()
  } catch {
    return []
  }
}

function toSource(root: string, file: string): SourceFile {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)'([^']+)'/gm)
  const names = Array.from(found, ([, name = '']) => name)
  const own = names
    .filter((name) => name.startsWith('.'))
    .map((name) => pathOf(posix.join(posix.dirname(file), name)))
  return {
    path: pathOf(file),
    lines: text.split('\n').length - 1,
    imports: [...new Set(own)],
    packages: names.filter((name) => !name.startsWith('.')),
  }
}

function pathOf(file: string): string {
  return file.replace(/^src\//, '').replace(/\.[jt]s$/, '')
}

/** Whether `path` is `place` or lies in it. */
export function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`)
}

/** The innermost of `areas` that holds `path`. */
export function findArea(path: string, areas: Iterable<string>): string | undefined {
  let innermost: string | undefined
  for (const area of areas)
    if (isWithin(path, area) && area.length > (innermost?.length ?? 0)) innermost = area
  return innermost
}

/** A way from a file back to itself, if there is any. */
export function findCycle(files: readonly SourceFile[]): readonly string[] | undefined {
  const edges = new Map(files.map(({ path, imports }) => [path, imports]))
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return undefined
    for (const next of edges.get(path) ?? []) {
      const cycle = visit(next, [...trail, path])
      if (cycle !== undefined) return cycle
    }
    done.add(path)
    return undefined
  }
  for (const { path } of files) {
    const cycle = visit(path, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}
