import { readdirSync, readlinkSync } from 'node:fs'

/** What descriptors of a process lead to, but for sockets; none where there is no /proc. */
export function openFiles(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`
  return listed(folder).flatMap((name) => {
    try {
      const target = readlinkSync(`${folder}/${name}`)
      return target.startsWith('socket:') ? [] : [target]
    } catch {
      // Closed meanwhile.
      return []
    }
  })
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
