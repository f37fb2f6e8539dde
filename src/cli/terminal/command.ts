import { parseCommandLine } from '../../config/command-line.ts'
import { loadConfig } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import type { Readable, Writable } from 'node:stream'

/** What a verb gets from its surroundings, so that it can be tried without a process of its own. */
export interface CommandContext {
  /** Arguments after the verb. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Absolute; relative folders on the command line start here. */
  readonly directory: string
  /** Absent: no questions can be asked. */
  readonly input?: Readable & { readonly isTTY?: boolean }
  readonly out: Writable & { readonly isTTY?: boolean }
  readonly errors: Writable & { readonly isTTY?: boolean }
  /** Aborted when the process is asked to stop. */
  readonly signal: AbortSignal
}

/** Interrupted at the terminal (exit code 130, as of a program that SIGINT ends). */
export class Interrupted extends Error {}

export interface Command {
  /** One line for the list of verbs. */
  readonly summary: string
  /** What follows the verb; its forms are separated by ` | `. */
  readonly usage: string
  /** What its own options mean, for its help. */
  readonly options?: Readonly<Record<string, string>>
  /**
   * Resolves to `problems` when it did its work and found something for the user to fix (exit code 3).
   * @throws ConfigError for wrong usage (exit code 2)
   */
  readonly run: (context: CommandContext) => Promise<void | 'problems'>
}

/** The configuration of a verb that takes nothing but settings. */
export function readConfig({ args, environment, directory }: CommandContext): Config {
  return loadConfig(parseCommandLine(args), environment, directory)
}
