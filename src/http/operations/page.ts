import { hash } from 'node:crypto'
import { access, open, readdir } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { KeyartError } from '../../errors.ts'
import {
  entityTag,
  evaluatePreconditions,
  lastModified,
  type Validators,
} from '../protocol/caching.ts'
import { relativeLocation } from '../protocol/relative-location.ts'
import type { Server } from '../server/server.ts'

/** The page may load what this server has and nothing else. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ')

/** Of what Vite builds, by the ending of its name. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const file = { access: 'open', requestClass: 'page', answer: 'undocumented' } as const
const entrance = { ...file, beforeSetUp: 'redirect' } as const

const gallery = { config: entrance, schema: { summary: 'Shows the gallery.' } }

const client = {
  config: file,
  schema: { summary: 'Returns the module [`keyart/client`](client.md), for pages to import.' },
}

/** What is built and served as it is. */
export interface BuiltFiles {
  /** Folder of the page, as Vite built it. */
  readonly pageFolder: string
  /** The module for app writers. */
  readonly clientFile: string
}

/**
 * The gallery under `/keyart/`, and the module for app writers beside it; `/` leads there. Names
 * under `assets/` hold a hash of their content and are cached for ever.
 */
export async function pageRoutes(
  server: Server,
  { pageFolder: folder, clientFile }: BuiltFiles,
): Promise<void> {
  server.get(
    '/keyart/client.js',
    client,
    async (request, reply) => await sendFile(request, reply, clientFile),
  )
  server.get(
    '/',
    { config: { ...entrance, answer: 'text' }, schema: { summary: 'Redirects to `/keyart/`.' } },
    async (request, reply) => await reply.redirect(relativeLocation(request, '/keyart/'), 302),
  )
  if (!(await isBuilt(folder))) {
    server.get(
      '/keyart/',
      gallery,
      async (_request, reply) =>
        await reply
          .code(503)
          .type('text/plain; charset=utf-8')
          .send('The page is not built. Run "npm run build" in the folder of Keyart.\n'),
    )
    return
  }
  // One route a file: nothing else of the folder can be reached.
  for (const path of await listFiles(folder)) {
    const send = (request: FastifyRequest, reply: FastifyReply) =>
      sendFile(request, reply, join(folder, path), path.startsWith('assets/'))
    server.get(`/keyart/${path}`, { config: file }, send)
    if (path === 'index.html')
      server.get('/keyart/', gallery, async (request, reply) => {
        // The page's own links lead on from here.
        const isFolder = request.url.split('?')[0]?.endsWith('/')
        if (isFolder === true) return await send(request, reply)
        return await reply.redirect(relativeLocation(request, '/keyart/'), 302)
      })
  }
}

async function isBuilt(folder: string): Promise<boolean> {
  return await access(join(folder, 'index.html')).then(
    () => true,
    () => false,
  )
}

/** Paths below `folder`, as URLs spell them. */
async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  isHashed = false,
): Promise<FastifyReply> {
  const { bytes, validators } = await readBuilt(path)
  void reply.headers({
    etag: entityTag(validators),
    'last-modified': lastModified(validators, Date.now()),
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': contentSecurityPolicy,
  })
  switch (evaluatePreconditions(request.headers, validators)) {
    case 'not-modified':
      return await reply.code(304).send()
    case 'failed':
      throw new KeyartError(
        'PRECONDITION_FAILED',
        'The file does not match If-Match or If-Unmodified-Since',
      )
    case 'proceed':
      return await reply.type(mediaTypes[extname(path)] ?? 'application/octet-stream').send(bytes)
  }
}

/** Read anew each time: the page may be built while it is served, and is small. */
async function readBuilt(path: string): Promise<{ bytes: Buffer; validators: Validators }> {
  try {
    await using file = await open(path)
    const { mtimeMs: modifiedAt } = await file.stat()
    const bytes = await file.readFile()
    const key = hash('sha256', bytes, 'hex').slice(0, 32)
    return { bytes, validators: { key, isWeak: false, modifiedAt } }
  } catch (cause) {
    throw new KeyartError(
      'ROUTE_NOT_FOUND',
      'This file has not been built, or was removed by a build',
      { cause },
    )
  }
}
