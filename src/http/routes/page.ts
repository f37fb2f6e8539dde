import fastifyStatic from '@fastify/static'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Server } from '../server.ts'

/** The page may load what this server has and nothing else. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ')

/**
 * The gallery under `/keyart/`, as Vite built it in `folder`; `/` leads there. Names under
 * `assets/` hold a hash of their content and are cached for ever.
 */
export async function pageRoutes(server: Server, folder: string): Promise<void> {
  server.get(
    '/',
    { config: { access: 'open' } },
    async (_request, reply) => await reply.redirect('/keyart/', 302),
  )
  if (!(await isBuilt(folder))) {
    server.get(
      '/keyart/',
      { config: { access: 'open' } },
      async (_request, reply) =>
        await reply
          .code(503)
          .type('text/plain; charset=utf-8')
          .send('The page is not built. Run "npm run build" in the folder of Keyart.\n'),
    )
    return
  }
  await server.register(async (scope) => {
    // Its routes are made by the plugin, which cannot say this.
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'open' }
    })
    await scope.register(fastifyStatic, {
      root: folder,
      prefix: '/keyart/',
      // One route a file: nothing else of the folder can be reached.
      wildcard: false,
      redirect: false,
      decorateReply: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const isHashed = path.startsWith(join(folder, 'assets'))
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
        reply.header('content-security-policy', contentSecurityPolicy)
      },
    })
  })
}

async function isBuilt(folder: string): Promise<boolean> {
  return await access(join(folder, 'index.html')).then(
    () => true,
    () => false,
  )
}
