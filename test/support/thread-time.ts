/**
 * Milliseconds of the processor that `act` takes of this thread: what else runs on the machine takes
 * nothing of it. What it throws is passed over.
 */
export function threadTime(act: () => unknown): number {
  const before = process.threadCpuUsage()
  try {
    act()
  } catch {
    // It is refused, which is an answer, too.
  }
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
