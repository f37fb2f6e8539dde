import { readdir, readFile, readlink } from 'node:fs/promises'

/**
 * The process of this machine that listens on a TCP port; `undefined` where there is none, or the
 * system does not tell. Of a container it may be who passes connections on to it.
 */
export async function listenerOn(port: number): Promise<number | undefined> {
  const sockets = new Set<string>()
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6'])
    for (const line of (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
      // 0A: LISTEN, of Linux' include/net/tcp_states.h.
      if (state === '0A' && parseInt(local.split(':')[1] ?? '', 16) === port)
        sockets.add(`socket:[${inode}]`)
    }
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)))
    for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')
      if (sockets.has(target)) return Number(pid)
    }
  return undefined
}

/** The process of this machine that listens at a URL. */
export async function localListener(url: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return isHere ? await listenerOn(Number(port || 80)) : undefined
}
