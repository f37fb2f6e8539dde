import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { checkValue, expectation, readText, type ValueSchema } from '../schema-text.ts'
import type { CommandLine } from './command-line.ts'
import { findClosest } from './closest.ts'
import { parseLibrary, resolveLibraries, type WrittenLibrary } from './libraries.ts'
import { isNetwork } from '../networks.ts'
import { parseUpstream } from '../upstream/address.ts'
import { parsePathMapping } from '../upstream/path-mapping.ts'
import { type Config, settingDeclarations, type Settings } from './schema.ts'

/** Mistakes in the configuration: all of them, each with what was expected and where. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The configuration: defaults, then the file (keyart.json in `directory`, or the one named by
 * `--config` or KEYART_CONFIG), then the environment, then the command line. Reads, but checks no
 * folder and no port; `preflight` does.
 *
 * @throws ConfigError with every mistake at once
 */
export function loadConfig(
  { flags, mistakes: found }: CommandLine,
  environment: Environment,
  directory: string,
): Config {
  const mistakes = [...found]
  const settings = defaults()
  let libraries: readonly WrittenLibrary[] = []

  const named = flags.get('config')?.at(-1) ?? environment['KEYART_CONFIG']
  const file = readFile(resolve(directory, named ?? 'keyart.json'), named !== undefined, mistakes)
  if (file !== undefined) {
    const base = dirname(resolve(directory, named ?? 'keyart.json'))
    const { libraries: list, ...rest } = file
    applyObject(settings, rest, mistakes)
    if (typeof settings['data'] === 'string' && 'data' in rest)
      settings['data'] = resolve(base, settings['data'])
    settings['scan'] = withLinkTargetsIn(base, settings['scan'] as Settings['scan'])
    if (list !== undefined) libraries = readLibraries(list, base, mistakes)
  }

  for (const { key, variable, schema } of settingDeclarations) {
    const text = environment[variable]
    if (text !== undefined && text !== '')
      applyText(settings, key, schema, text, variable, mistakes)
  }
  const variable = environment['KEYART_LIBRARY']
  if (variable !== undefined && variable !== '')
    libraries = parseAll(variable.split(';'), 'KEYART_LIBRARY', directory, mistakes)

  for (const { key, flag, schema } of settingDeclarations) {
    const text = flags.get(flag)?.at(-1)
    if (text !== undefined) applyText(settings, key, schema, text, `--${flag}`, mistakes)
  }
  const flagged = flags.get('library')
  if (flagged !== undefined) libraries = parseAll(flagged, '--library', directory, mistakes)

  const whole = settings as unknown as Settings
  for (const text of whole.http.trustedProxies)
    if (!isNetwork(text))
      mistakes.push(
        `Expected an IP address or a network such as 10.0.0.0/8 in http.trustedProxies but received '${text}'`,
      )
  const scan = withLinkTargetsIn(directory, whole.scan)
  for (const folder of scan.followLinksTo)
    if (folder === dirname(folder))
      mistakes.push(
        `Expected folders other than the whole disk in scan.followLinksTo but received '${folder}'`,
      )
  if (whole.upstream.url !== '' && parseUpstream(whole.upstream.url) === undefined)
    mistakes.push(
      `Expected the URL of a Jellyfin or Emby server such as http://jellyfin:8096 for upstream.url (--upstream) but received '${whole.upstream.url}'`,
    )
  for (const text of whole.upstream.paths)
    if (parsePathMapping(text) === undefined)
      mistakes.push(
        `Expected FROM=TO, both absolute folders such as /media=/srv/media, in upstream.paths but received '${text}'`,
      )
  if (whole.upstream.paths.length > 0 && whole.upstream.apiKey === '')
    mistakes.push('Expected upstream.apiKey, which upstream.paths needs')
  const resolved = resolveLibraries(libraries, mistakes)
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return { ...whole, scan, data: resolve(directory, whole.data), libraries: resolved }
}

/** Relative ones are meant from where they are written. */
function withLinkTargetsIn(base: string, scan: Settings['scan']): Settings['scan'] {
  return { ...scan, followLinksTo: scan.followLinksTo.map((folder) => resolve(base, folder)) }
}

function defaults(): Record<string, unknown> {
  const settings: Record<string, unknown> = {}
  for (const { key, schema } of settingDeclarations)
    setPath(settings, key, (schema as ValueSchema).default)
  return settings
}

function readFile(
  path: string,
  isNamed: boolean,
  mistakes: string[],
): Record<string, unknown> | undefined {
  let text
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    if (isNamed || code !== 'ENOENT')
      mistakes.push(`Expected a readable configuration file at ${path} (${code})`)
    return undefined
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
    mistakes.push(`Expected a JSON object in ${path}`)
  } catch (error) {
    mistakes.push(
      `Expected JSON in ${path}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  return undefined
}

function applyText(
  settings: Record<string, unknown>,
  key: string,
  schema: ValueSchema,
  text: string,
  place: string,
  mistakes: string[],
): void {
  const result = readText(schema, text)
  if (result.ok) setPath(settings, key, result.value)
  else
    mistakes.push(
      `Expected ${result.expected} for ${place} but received ${received(schema, `'${text}'`)}`,
    )
}

function received({ isSecret = false }: ValueSchema, value: string): string {
  return isSecret ? 'another value' : value
}

const keys = ['libraries', ...settingDeclarations.map(({ key }) => key)]

function applyObject(
  settings: Record<string, unknown>,
  object: Record<string, unknown>,
  mistakes: string[],
  prefix = '',
): void {
  for (const [name, value] of Object.entries(object)) {
    const key = prefix + name
    const place = `"${key}" in the configuration file`
    const declaration = settingDeclarations.find((setting) => setting.key === key)
    const isGroup = settingDeclarations.some((setting) => setting.key.startsWith(`${key}.`))
    if (isGroup && typeof value === 'object' && value !== null && !Array.isArray(value))
      applyObject(settings, value as Record<string, unknown>, mistakes, `${key}.`)
    else if (isGroup) mistakes.push(`Expected a JSON object for ${place}`)
    else if (declaration === undefined) {
      const meant = findClosest(key, keys)
      const hint = meant === undefined ? '' : `. Did you mean "${meant}"?`
      mistakes.push(`Unknown setting ${place}${hint}`)
    } else {
      const result = checkValue(declaration.schema, value)
      if (result.ok) setPath(settings, key, result.value)
      else
        mistakes.push(
          `Expected ${expectation(declaration.schema)} for ${place} but received ${received(declaration.schema, JSON.stringify(value))}`,
        )
    }
  }
}

function setPath(settings: Record<string, unknown>, key: string, value: unknown): void {
  const [first = '', second] = key.split('.')
  if (second === undefined) settings[first] = value
  else settings[first] = { ...(settings[first] as object), [second]: value }
}

function parseAll(
  texts: readonly string[],
  place: string,
  base: string,
  mistakes: string[],
): WrittenLibrary[] {
  return texts
    .filter((text) => text.trim() !== '')
    .flatMap((text) => {
      const library = parseLibrary(text, place)
      if (typeof library !== 'string')
        return [{ ...library, folder: resolve(base, library.folder) }]
      mistakes.push(library)
      return []
    })
}

function readLibraries(value: unknown, base: string, mistakes: string[]): WrittenLibrary[] {
  const place = '"libraries" in the configuration file'
  if (!Array.isArray(value)) {
    mistakes.push(`Expected a list of {"kind", "name", "folder"} for ${place}`)
    return []
  }
  return value.flatMap((entry: unknown, index) => {
    const { kind, name, folder, ...rest } = Object(entry) as Record<string, unknown>
    const fits =
      typeof kind === 'string' &&
      typeof folder === 'string' &&
      (name === undefined || typeof name === 'string') &&
      Object.keys(rest).length === 0
    if (!fits) {
      mistakes.push(
        `Expected {"kind", "folder"} and optionally "name", all strings, for entry ${index + 1} of ${place}`,
      )
      return []
    }
    return [
      {
        kind,
        folder: resolve(base, folder),
        place: `entry ${index + 1} of ${place}`,
        ...(name === undefined ? {} : { name }),
      },
    ]
  })
}
