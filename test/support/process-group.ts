import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Processes of a group that still run; none where there is no /proc. */
export function livingInGroup(group: number): readonly number[] {
  if (!existsSync('/proc/self/stat')) return []
  return readdirSync('/proc', { withFileTypes: true }).flatMap(({ name }) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const [state = '', , pgrp = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      // A zombie runs no more; who was to bury it is gone as well.
      return Number(pgrp) === group && !'ZX'.includes(state) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

/** Waits for them to end, which a kill only starts; what is left after ten seconds. */
export async function survivorsOf(group: number): Promise<readonly number[]> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
    if (livingInGroup(group).length === 0) return []
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return livingInGroup(group)
}
