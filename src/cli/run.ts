import { type Command, type CommandContext, Interrupted } from './terminal/command.ts'
import { findClosest } from '../config/closest.ts'
import { ConfigError } from '../config/load.ts'
import { isKeyartError } from '../errors.ts'
import { version } from '../installation.ts'
import type { ExitCode } from './terminal/exit-codes.ts'
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
  upstream: async () => (await import('./verbs/upstream.ts')).upstream,
  demo: async () => (await import('./verbs/demo.ts')).demo,
} as const satisfies Record<string, () => Promise<Command>>

/**
 * Runs the verb that `argv` begins with; `serve` where it begins with none. Resolves to the exit
 * code, see `exitCodes`. A server that is asked to stop has done what it should; another verb has not.
 */
export async function run(
  argv: readonly string[],
  context: Omit<CommandContext, 'args'>,
): Promise<ExitCode> {
  const [first, ...rest] = argv
  if (first === '--version' || first === '-v' || first === 'version') {
    context.out.write(`${version}\n`)
    return 0
  }
  const verb = first === undefined || first.startsWith('-') ? 'serve' : first
  const args = verb === first ? rest : argv
  try {
    if (verb === 'help' || argv.includes('--help') || argv.includes('-h')) {
      const topic = verb === 'help' ? rest[0] : first
      context.out.write(await helpOn(topic?.startsWith('-') === true ? undefined : topic))
      return 0
    }
    const outcome = await (await requireVerb(verb)()).run({ ...context, args })
    if (context.signal.aborted && verb !== 'serve') return 130
    return outcome === 'problems' ? 3 : 0
  } catch (error) {
    if (error instanceof ConfigError) {
      for (const mistake of error.mistakes) context.errors.write(`keyart: ${shown(mistake)}\n`)
      return 2
    }
    if (error instanceof Interrupted) {
      context.errors.write(`keyart: ${error.message}\n`)
      return 130
    }
    if (context.signal.aborted) return verb === 'serve' ? 0 : 130
    const text = shown(error instanceof Error ? error.message : String(error))
    context.errors.write(`keyart: ${isKeyartError(error) ? `${error.code}: ${text}` : text}\n`)
    if (!isKeyartError(error) && error instanceof Error)
      context.errors.write(`${shownInLines(error.stack ?? '')}\n`)
    return 1
  }
}

function requireVerb(name: string): () => Promise<Command> {
  if (Object.hasOwn(verbs, name)) return verbs[name as keyof typeof verbs]
  const meant = findClosest(name, Object.keys(verbs))
  throw new ConfigError([
    `Expected one of ${Object.keys(verbs).join(', ')} but received '${name}'` +
      (meant === undefined ? '' : `. Did you mean ${meant}?`),
  ])
}

/** Help on one verb, or on all. */
async function helpOn(name: string | undefined): Promise<string> {
  const { help, helpOnVerb } = await import('./verbs/help.ts')
  if (name !== undefined) return helpOnVerb(name, await requireVerb(name)())
  const loaded = Object.entries(verbs).map(async ([name, load]) => [name, await load()] as const)
  return help(Object.fromEntries(await Promise.all(loaded)))
}
