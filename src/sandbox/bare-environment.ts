/**
 * All that a program needs to know which works on foreign files: where libraries and fonts are, and
 * which language errors have. No home, no name, no token that happens to be in the environment.
 */
const passed: ReadonlySet<string> = new Set([
  'PATH',
  // Builds beside the system's, and allocators that an administrator chose.
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'DYLD_LIBRARY_PATH',
  'DYLD_FALLBACK_LIBRARY_PATH',
  'MALLOC_CONF',
  'FONTCONFIG_FILE',
  'FONTCONFIG_PATH',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TMPDIR',
  // Windows starts next to nothing without them.
  'SYSTEMROOT',
  'WINDIR',
  'TEMP',
  'TMP',
])

/** The part of `environment` that child processes get. */
export function bareEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && passed.has(entry[0].toUpperCase()),
  )
  return Object.fromEntries(entries)
}
