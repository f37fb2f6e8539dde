import { readdirSync, readlinkSync } from 'node:fs'

/** Derivatives that the disk cache leaves open for the next time: some hundred (`OpenFiles`). */
const leftOpen = /\/derivatives\/[0-9a-f]{2}\/[0-9a-f]{32}(?: \(deleted\))?$/

/** What descriptors of a process lead to, but for sockets; none where there is no /proc. */
export function openFiles(pid: number): readonly string[] {
  return (targetsOf(pid) ?? []).filter((target) => !target.startsWith('socket:'))
}

/** Open descriptors of a process; `undefined` where there is no /proc. */
export function descriptorsOf(pid: number): number | undefined {
  return targetsOf(pid)?.length
}

function targetsOf(pid: number): readonly string[] | undefined {
  const folder = `/proc/${pid}/fd`
  return listed(folder)?.flatMap((name) => {
    try {
      const target = readlinkSync(`${folder}/${name}`)
      return leftOpen.test(target) ? [] : [target]
    } catch {
      // Closed meanwhile.
      return []
    }
  })
}

function listed(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder)
  } catch {
    return undefined
  }
}
