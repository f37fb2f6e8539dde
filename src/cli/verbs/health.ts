import type { Config } from '../../config/schema.ts'
import { KeyartError } from '../../errors.ts'
import { type Command, readConfig } from '../terminal/command.ts'

/** Milliseconds; the server answers within five seconds. */
const timeout = 10_000

/** Asks a running server whether it is ready, for health checks of containers and services. */
export const health: Command = {
  summary: 'Asks the server with this configuration whether it is ready (exit code 0).',
  usage: '[options]',
  run: async (context) => {
    const config = readConfig(context)
    // In front of another server, all but this is the other's.
    const prefix = config.upstream.url === '' ? '' : '/keyart'
    const url = `${ownUrl(config)}${prefix}/health/ready`
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(timeout)])
    const answer = await fetch(url, { signal }).catch((cause: unknown) => {
      throw new KeyartError('NOT_READY', `Expected an answer from ${url} but got none`, { cause })
    })
    if (!answer.ok)
      throw new KeyartError('NOT_READY', `Expected 200 from ${url} but received ${answer.status}`)
    context.out.write('ready\n')
  },
}

/** Where this machine reaches the server: one that listens on every address has no address to ask. */
export function ownUrl({ host, port }: Pick<Config, 'host' | 'port'>): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}
