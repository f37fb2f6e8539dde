import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/*
 * The models that Jellyfin publishes, as @jellyfin/sdk has them in TypeScript. The clients in Kotlin
 * and Dart are generated from the same description: there, a member that may not be null has no
 * default, and an answer without it cannot be read at all. An enumeration has no room for a value of
 * ours either.
 */

const folder = join(
  import.meta.dirname,
  '../../node_modules/@jellyfin/sdk/lib/generated-client/models',
)

/**
 * Members whose type is an enumeration or another model: TypeScript's models do not tell whether
 * these may be null. In Kotlin they may not.
 */
const required: Readonly<Record<string, readonly string[]>> = {
  BaseItemDto: ['Type', 'MediaType'],
  PlayerStateInfo: ['RepeatMode', 'PlaybackOrder'],
  UserConfiguration: ['SubtitleMode'],
  UserPolicy: ['SyncPlayAccess'],
  BaseItemPerson: ['Type'],
  MediaSourceInfo: ['Protocol', 'Type'],
  MediaStream: ['Type'],
  DisplayPreferencesDto: ['ScrollDirection', 'SortOrder'],
}

interface Member {
  readonly name: string
  readonly type: string
  readonly isNullable: boolean
}

type Model =
  | { readonly kind: 'object'; readonly name: string; readonly members: readonly Member[] }
  | { readonly kind: 'enum'; readonly values: readonly string[] }

const models = new Map<string, Model>()

/** What is wrong with `value` as an answer of this model; one line each. */
export function modelFaults(model: string, value: unknown, at = model): string[] {
  // By type of image: the description names all, and servers give those that there are.
  if (model.endsWith('ImageBlurHashes')) return []
  const declared = modelOf(model)
  if (declared.kind === 'enum')
    return declared.values.includes(String(value))
      ? []
      : [`${at}: ${JSON.stringify(value)} is none of ${declared.values.join(', ')}`]
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`${at}: expected an object`]
  const object = value as Readonly<Record<string, unknown>>
  return declared.members.flatMap(({ name, type, isNullable }) => {
    const member = object[name]
    const place = `${at}.${name}`
    if (member !== undefined && member !== null) return typeFaults(type, member, place)
    const isPlain = /^(?:string|number|boolean|\{|Array<)/.test(type)
    const isRequired = (isPlain && !isNullable) || required[declared.name]?.includes(name) === true
    return isRequired ? [`${place}: missing`] : []
  })
}

function typeFaults(type: string, value: unknown, at: string): string[] {
  const list = /^Array<(.+)>$/.exec(type)?.[1]
  if (list !== undefined)
    return Array.isArray(value)
      ? value.flatMap((one, index) => typeFaults(list, one, `${at}[${index}]`))
      : [`${at}: expected a list`]
  if (type === 'string' || type === 'number' || type === 'boolean')
    return typeof value === type ? [] : [`${at}: expected a ${type}`]
  if (type.startsWith('{') || type === 'any' || type === 'object')
    return typeof value === 'object' || type === 'any' ? [] : [`${at}: expected an object`]
  return modelFaults(type, value, at)
}

function modelOf(name: string): Model {
  const read = models.get(name) ?? readModel(name)
  models.set(name, read)
  return read
}

function readModel(name: string): Model {
  const text = readFileSync(join(folder, `${fileNameOf(name)}.d.ts`), 'utf8').replaceAll(
    /\/\*[^]*?\*\//g,
    '',
  )
  const values = new RegExp(`const ${name}: \\{([^}]*)\\}`).exec(text)?.[1]
  if (values !== undefined)
    return { kind: 'enum', values: [...values.matchAll(/: "([^"]*)"/g)].map(([, one]) => one!) }
  const body = text.slice(text.indexOf(`export interface ${name} {`))
  // Dictionaries stand on several lines.
  const flat = body.replaceAll(/\{\s*\[key: string\][^]*?\n {4}\}/g, '{}')
  const members = [...flat.matchAll(/^ {4}'(\w+)'\??: (.+);$/gm)].map(([, member, type]) => ({
    name: member!,
    type: type!.replaceAll(' | null', ''),
    isNullable: type!.includes('| null'),
  }))
  if (members.length === 0) throw new Error(`Expected members of ${name}`)
  return { kind: 'object', name, members }
}

/** As the generator names the files: `Video3DFormat` is in `video3-dformat`. */
function fileNameOf(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase()
}
