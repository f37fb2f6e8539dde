import type { FastifyRequest } from 'fastify'
import { networkOf } from '../../networks.ts'

/** Who sends a request, as far as bounds for one sender go: whoever signed in, else the network. */
export function senderOf({ access, ip }: FastifyRequest): string {
  const { caller } = access
  switch (caller.kind) {
    case 'user':
      return `user ${caller.user.id}`
    case 'key':
      return `key ${caller.token.id}`
    case 'anonymous':
      return networkOf(ip)
    default:
      return caller satisfies never
  }
}
