import type { TestContext } from 'node:test'

/**
 * Whether what a test needs is here. When it is not, the test is skipped with `reason`, or fails
 * where `KEYART_REQUIRE_ALL_TESTS=1` says that no test may be skipped.
 */
export function requireOrSkip(context: TestContext, here: boolean, reason: string): boolean {
  if (here) return true
  if (process.env['KEYART_REQUIRE_ALL_TESTS'] === '1') throw new Error(`Not skipped: ${reason}`)
  context.skip(reason)
  return false
}
