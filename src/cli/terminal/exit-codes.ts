/** What each exit code means. */
export const exitCodes = {
  0: 'done',
  1: 'failed',
  2: 'wrong usage or settings; nothing was changed',
  3: 'done, but there are problems to fix (scan)',
  130: 'stopped before the end, by Ctrl-C or a signal',
} as const
export type ExitCode = keyof typeof exitCodes
