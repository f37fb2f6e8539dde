import { ConfigError } from '../../config/load.ts'
import { listenMistake } from '../../config/preflight.ts'
import type { Config } from '../../config/schema.ts'

/** @throws ConfigError where the port was taken between the check and now */
export async function explainListening<T>(listening: Promise<T>, config: Config): Promise<T> {
  try {
    return await listening
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    if (code === undefined || !('syscall' in (error as object))) throw error
    throw new ConfigError([listenMistake(config, code)])
  }
}
