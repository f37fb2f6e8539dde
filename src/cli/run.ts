import { type Command, type CommandContext, Interrupted } from './terminal/command.ts'
import { ConfigError } from '../config/load.ts'
import { isKeyartError } from '../errors.ts'
import { version } from '../installation.ts'
import { shown, shownInLines } from './terminal/shown.ts'

/** Each is loaded when it is asked for: a start waits for nothing that others need. */
export const verbs = {
  serve: async () => (await import('./verbs/serve.ts')).serve,
  scan: async () => (await import('./verbs/scan.ts')).scan,
  prerender: async () => (await import('./verbs/prerender.ts')).prerender,
  user: async () => (await import('./verbs/user.ts')).user,
  library: async () => (await import('./verbs/library.ts')).library,
  token: async () => (await import('./verbs/token.ts')).token,
  verify: async () => (await import('./verbs/verify.ts')).verify,
  backup: async () => (await import('./verbs/backup.ts')).backup,
  restore: async () => (await import('./verbs/restore.ts')).restore,
  health: async () => (await import('./verbs/health.ts')).health,
  prune: async () => (await import('./verbs/prune.ts')).prune,
  demo: async () => (await import('./verbs/demo.ts')).demo,
} as const satisfies Record<string, () => Promise<Command>>

/**
 * Runs the verb that `argv` begins with; `serve` where it begins with none. Resolves to the exit
 * code: 0: done. 1: it failed. 2: the command line or configuration is wrong; nothing was touched.
 * 130: it was interrupted.
 */
export async function run(
  argv: readonly string[],
  context: Omit<CommandContext, 'args'>,
): Promise<0 | 1 | 2 | 130> {
  const [first, ...rest] = argv
  if (argv.includes('--help') || argv.includes('-h') || first === 'help') {
    const { help } = await import('./verbs/help.ts')
    const loaded = Object.entries(verbs).map(async ([name, load]) => [name, await load()] as const)
    context.out.write(help(Object.fromEntries(await Promise.all(loaded))))
    return 0
  }
  if (first === '--version' || first === '-v' || first === 'version') {
    context.out.write(`${version}\n`)
    return 0
  }
  const verb = first === undefined || first.startsWith('-') ? 'serve' : first
  const args = verb === first ? rest : argv
  try {
    if (!Object.hasOwn(verbs, verb))
      throw new ConfigError([
        `Expected one of ${Object.keys(verbs).join(', ')} but received '${verb}'`,
      ])
    const command = await verbs[verb as keyof typeof verbs]()
    await command.run({ ...context, args })
    return 0
  } catch (error) {
    if (error instanceof ConfigError) {
      for (const mistake of error.mistakes) context.errors.write(`keyart: ${shown(mistake)}\n`)
      return 2
    }
    if (error instanceof Interrupted) {
      context.errors.write(`keyart: ${error.message}\n`)
      return 130
    }
    if (context.signal.aborted) return 0
    const text = shown(error instanceof Error ? error.message : String(error))
    context.errors.write(`keyart: ${isKeyartError(error) ? `${error.code}: ${text}` : text}\n`)
    if (!isKeyartError(error) && error instanceof Error)
      context.errors.write(`${shownInLines(error.stack ?? '')}\n`)
    return 1
  }
}
