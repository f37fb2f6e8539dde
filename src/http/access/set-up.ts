import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { SetUp } from '../../access/set-up.ts'
import type { Server } from '../server/server.ts'

const config = {
  access: 'open',
  beforeSetUp: 'open',
  requestClass: 'sign-in',
  answer: 'page',
} as const
const summary = 'Creates the first admin. The log shows the link.'

const codeQuery = Type.Object({ code: Type.String({ default: '' }) })
const form = Type.Object({
  code: Type.String({ default: '' }),
  name: Type.String({ default: '' }),
  password: Type.String({ default: '' }),
  again: Type.String({ default: '' }),
})

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:26rem;margin:12vh auto;padding:0 1.25rem}
label{display:block;margin-top:1rem;font-weight:600}
input{box-sizing:border-box;width:100%;margin-top:.25rem;padding:.6rem;font:inherit}
button{margin-top:1.5rem;padding:.6rem 1.4rem;font:inherit;font-weight:600}
[role=alert]{padding:.6rem .9rem;border-left:4px solid #c0392b}`

/** Nothing is loaded, run or framed; the form goes here. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page of the one-time link that asks for the first admin. */
export function setUpRoutes(server: Server, setUp: SetUp): void {
  server.get(
    '/keyart/setup',
    { config, schema: { summary, querystring: codeQuery } },
    async (request, reply) => {
      const { code } = request.query
      if (await setUp.isOpen(code)) return await send(reply, 200, asking(code))
      return code === '' && (await setUp.isNeeded())
        ? await send(reply, 404, needed)
        : await dead(reply)
    },
  )

  server.post(
    '/keyart/setup',
    { config, schema: { summary, body: form } },
    async (request, reply) => {
      const { code, name, password, again } = request.body
      if (password !== again && (await setUp.isOpen(code)))
        return await send(reply, 400, asking(code, name, 'The two passwords differ.'))
      const outcome = await setUp.finish(code, name, password)
      switch (outcome.kind) {
        case 'done':
          return await send(reply, 200, done)
        case 'fault':
          return await send(reply, 400, asking(code, name, `${outcome.reason}.`))
        case 'dead':
          return await dead(reply)
        default:
          return outcome satisfies never
      }
    },
  )
}

/** Where those are led who may not look yet. */
const needed = `<h1>Keyart has no account yet</h1>
<p>Until there is one, Keyart only answers the machine it runs on. To create the first admin, open the
link in Keyart’s log (in Docker: <code>docker logs</code>).</p>
<p>To use Keyart without accounts, start it with <code>--access-without-accounts open</code>. Everyone who
can reach it then sees everything.</p>`

async function dead(reply: FastifyReply): Promise<FastifyReply> {
  return await send(
    reply,
    404,
    `<h1>This link does not work</h1>
<p>The link works once, and only until Keyart is restarted. The log shows the latest one.</p>`,
  )
}

const done = `<h1>Done</h1>
<p>You can now sign in, here and in your apps.</p>
<p><a href="./">To the gallery</a></p>`

function asking(code: string, name = '', fault?: string): string {
  return `<h1>Welcome to Keyart</h1>
<p>Choose the name and the password of the first admin.</p>
${fault === undefined ? '' : `<p role="alert">${escape(fault)}</p>`}
<form method="post" action="setup">
<input type="hidden" name="code" value="${escape(code)}">
<label>Name<input name="name" required maxlength="100" autocomplete="username" value="${escape(name)}"></label>
<label>Password<input name="password" type="password" required minlength="8" autocomplete="new-password"></label>
<label>Password again<input name="again" type="password" required minlength="8" autocomplete="new-password"></label>
<button>Create</button>
</form>`
}

async function send(reply: FastifyReply, status: number, body: string): Promise<FastifyReply> {
  return await reply
    .code(status)
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy,
      // The address holds the code.
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    })
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Keyart</title><style>${style}</style></head>
<body><main>
${body}
</main></body></html>
`,
    )
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
