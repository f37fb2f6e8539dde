import { posix } from 'node:path'
import type { SourceFile } from './source-tree.ts'

/** The files of one folder; a file directly in `src` is a room by itself. */
export interface RoomSize {
  readonly name: string
  readonly files: number
  readonly lines: number
  /** Rooms that it imports. */
  readonly imports: readonly string[]
  /** How many rooms import it. */
  readonly importers: number
}

export interface RoomPlan {
  /** Who is imported before who imports, as far as there is no cycle. */
  readonly rooms: readonly RoomSize[]
  /** Pairs of files of different rooms of which one imports the other. */
  readonly fileArrows: number
  /** Pairs of rooms of which one imports the other. */
  readonly roomArrows: number
  /** Groups of rooms that import each other by whatever way. */
  readonly cycles: readonly (readonly string[])[]
  /** Pairs of rooms of which one imports another that stands after it. */
  readonly backArrows: readonly (readonly [from: string, to: string])[]
}

/** How the folders of `files` import each other. */
export function planRooms(files: readonly SourceFile[]): RoomPlan {
  const members = Map.groupBy(files, ({ path }) => roomOf(path))
  const edges = new Map<string, Set<string>>()
  let fileArrows = 0
  for (const [name, some] of members) {
    const targets = some.flatMap(({ imports }) => imports.map(roomOf)).filter((to) => to !== name)
    fileArrows += targets.length
    edges.set(name, new Set(targets.filter((to) => members.has(to))))
  }
  const groups = groupRooms(edges)
  const order = groups.flat()
  const arrows = [...edges].flatMap(([from, to]) => [...to].map((name) => [from, name] as const))
  return {
    rooms: order.map((name) => {
      const some = members.get(name) ?? []
      return {
        name,
        files: some.length,
        lines: some.reduce((sum, { lines }) => sum + lines, 0),
        imports: [...(edges.get(name) ?? [])].toSorted(),
        importers: arrows.filter(([, to]) => to === name).length,
      }
    }),
    fileArrows,
    roomArrows: arrows.length,
    cycles: groups.filter((group) => group.length > 1),
    backArrows: arrows.filter(([from, to]) => order.indexOf(to) > order.indexOf(from)),
  }
}

function roomOf(path: string): string {
  const folder = posix.dirname(path)
  return folder === '.' ? path : folder
}

/** Rooms that reach each other, together; a group comes after all that it imports (Tarjan). */
function groupRooms(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly string[][] {
  const groups: string[][] = []
  const stack: string[] = []
  const low = new Map<string, number>()
  const done = new Set<string>()
  const visit = (name: string): number => {
    const number = low.size
    low.set(name, number)
    stack.push(name)
    let lowest = number
    for (const next of [...(edges.get(name) ?? [])].toSorted())
      if (!done.has(next)) lowest = Math.min(lowest, low.get(next) ?? visit(next))
    low.set(name, lowest)
    if (lowest === number) {
      const group = stack.splice(stack.indexOf(name))
      for (const member of group) done.add(member)
      groups.push(group)
    }
    return lowest
  }
  for (const name of [...edges.keys()].toSorted()) if (!low.has(name)) visit(name)
  return groups
}
