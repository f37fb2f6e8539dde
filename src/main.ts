import { backup } from './cli/backup.ts'
import type { Command, CommandContext } from './cli/command.ts'
import { demo } from './cli/demo.ts'
import { help } from './cli/help.ts'
import { prerender } from './cli/prerender.ts'
import { prune } from './cli/prune.ts'
import { restore } from './cli/restore.ts'
import { scan } from './cli/scan.ts'
import { serve } from './cli/serve.ts'
import { token } from './cli/token.ts'
import { user } from './cli/user.ts'
import { verify } from './cli/verify.ts'
import { ConfigError } from './config/load.ts'
import { isKeyartError } from './errors.ts'

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

/** 0: done. 1: it failed. 2: the person who called it made a mistake; nothing was touched. */
async function main(argv: readonly string[], context: Omit<CommandContext, 'args'>) {
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

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    // Asked a second time: at once. The catalog is consistent at every moment.
    if (stopping.signal.aborted) process.exit(130)
    stopping.abort()
  })

process.exitCode = await main(process.argv.slice(2), {
  environment: process.env,
  directory: process.cwd(),
  input: process.stdin,
  out: process.stdout,
  errors: process.stderr,
  signal: stopping.signal,
})
