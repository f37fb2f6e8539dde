import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { CommandLine } from '../../config/command-line.ts'
import { type CommandContext, Interrupted } from './command.ts'

/** Flags of verbs that take a password. */
export const passwordFlags = { password: 'text', 'password-stdin': 'switch' } as const

/** How a password is to be had; nothing of it is ever written back. */
export type PasswordSource =
  | { readonly kind: 'given'; readonly password: string }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'terminal' }
  | { readonly kind: 'none' }

export function passwordSource(
  { flags }: Pick<CommandLine, 'flags'>,
  { input }: CommandContext,
  mistakes: string[],
): PasswordSource {
  const password = flags.get('password')?.at(-1)
  const fromStdin = flags.get('password-stdin')?.at(-1) === 'true'
  if (password !== undefined && fromStdin)
    mistakes.push('Expected one of --password and --password-stdin, not both')
  if (password !== undefined) return { kind: 'given', password }
  if (fromStdin) return { kind: 'stdin' }
  return input?.isTTY === true ? { kind: 'terminal' } : { kind: 'none' }
}

/** The password; `''` means none, `undefined` that nothing was said. */
export async function readPassword(
  source: PasswordSource,
  context: CommandContext,
): Promise<string | undefined> {
  switch (source.kind) {
    case 'given':
      return source.password
    case 'stdin':
      return await readAll(context)
    case 'terminal':
      return await ask(context)
    case 'none':
      return undefined
    default:
      return source satisfies never
  }
}

async function readAll({ input }: CommandContext): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of input ?? []) chunks.push(Buffer.from(chunk as Uint8Array | string))
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}

/** Asks on the terminal without showing what is typed. */
async function ask({ input, out, signal }: CommandContext): Promise<string> {
  if (input === undefined) return ''
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: nowhere, terminal: true })
  out.write('Password (empty for none): ')
  try {
    return await new Promise((resolve, reject) => {
      const stop = () => reject(new Interrupted('Stopped'))
      // Ctrl-C arrives here while the terminal is ours.
      lines.once('SIGINT', stop)
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      lines.once('close', () => resolve(''))
      lines.once('line', resolve)
    })
  } finally {
    lines.close()
    out.write('\n')
  }
}
