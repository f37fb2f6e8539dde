import { backup } from './backup.ts'
import type { Command, CommandContext } from './command.ts'
import { demo } from './demo.ts'
import { help } from './help.ts'
import { prerender } from './prerender.ts'
import { prune } from './prune.ts'
import { restore } from './restore.ts'
import { scan } from './scan.ts'
import { serve } from './serve.ts'
import { token } from './token.ts'
import { user } from './user.ts'
import { verify } from './verify.ts'
import { ConfigError } from '../config/load.ts'
import { isKeyartError } from '../errors.ts'

const commands = {
  serve,
  scan,
  prerender,
  user,
  token,
  verify,
  backup,
  restore,
  prune,
  demo,
} as const satisfies Record<string, Command>

/**
 * Runs the verb that `argv` begins with; `serve` where it begins with none. Resolves to the exit
 * code: 0: done. 1: it failed. 2: the person who called it made a mistake; nothing was touched.
 */
export async function run(
  argv: readonly string[],
  context: Omit<CommandContext, 'args'>,
): Promise<0 | 1 | 2> {
  const [first, ...rest] = argv
  if (argv.includes('--help') || argv.includes('-h') || first === 'help') {
    context.out.write(help(commands))
    return 0
  }
  const verb = first === undefined || first.startsWith('-') ? 'serve' : first
  const args = verb === first ? rest : argv
  try {
    if (!Object.hasOwn(commands, verb))
      throw new ConfigError([
        `Expected one of ${Object.keys(commands).join(', ')} but received '${verb}'`,
      ])
    await commands[verb as keyof typeof commands].run({ ...context, args })
    return 0
  } catch (error) {
    if (error instanceof ConfigError) {
      for (const mistake of error.mistakes) context.errors.write(`keyart: ${mistake}\n`)
      return 2
    }
    if (context.signal.aborted) return 0
    const text = error instanceof Error ? error.message : String(error)
    context.errors.write(`keyart: ${isKeyartError(error) ? `${error.code}: ${text}` : text}\n`)
    if (!isKeyartError(error) && error instanceof Error)
      context.errors.write(`${error.stack ?? ''}\n`)
    return 1
  }
}
