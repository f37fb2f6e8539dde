import { type Static, type TSchema, Type } from 'typebox'
import type { LibraryKind } from '../library/library.ts'
import { imageSettings } from './settings/images.ts'
import { librarySettings } from './settings/libraries.ts'
import { serverSettings } from './settings/server.ts'
import { upstreamSettings } from './settings/upstream.ts'

/*
 * Every setting, declared once. `cache.maxBytes` here is `--cache-max-bytes` on the command line,
 * `KEYART_CACHE_MAX_BYTES` in the environment and `{"cache": {"maxBytes": …}}` in keyart.json; the
 * table of options in the README is made from this schema.
 */

export const settingsSchema = Type.Object({
  ...serverSettings,
  ...upstreamSettings,
  ...imageSettings,
  ...librarySettings,
})

export type Settings = Static<typeof settingsSchema>

/** One library as configured. `--library KIND[:NAME]=FOLDER`, or an entry of `libraries` in the file. */
export interface LibrarySetting {
  readonly kind: LibraryKind
  readonly name: string
  /** Absolute. */
  readonly folder: string
}

export interface Config extends Settings {
  /** Empty when none is configured: then the demo library is served. */
  readonly libraries: readonly LibrarySetting[]
}

/** A setting apart from its group. */
export interface SettingDeclaration {
  /** `cache.maxBytes` */
  readonly key: string
  /** `cache-max-bytes`, without the dashes before it. */
  readonly flag: string
  /** `KEYART_CACHE_MAX_BYTES` */
  readonly variable: string
  readonly schema: TSchema
}

function listSettings(schema: TSchema, prefix: string): SettingDeclaration[] {
  const { properties } = schema as { properties?: Record<string, TSchema> }
  return Object.entries(properties ?? {}).flatMap(([name, property]) => {
    const key = prefix + name
    if ('properties' in property) return listSettings(property, `${key}.`)
    const flag = 'flag' in property ? String(property.flag) : flagOf(key)
    const variable = `KEYART_${flag.replaceAll('-', '_').toUpperCase()}`
    return [{ key, flag, variable, schema: property }]
  })
}

function flagOf(key: string): string {
  return key.replaceAll('.', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** Every setting but the libraries, in the order of the schema. */
export const settingDeclarations: readonly SettingDeclaration[] = listSettings(settingsSchema, '')
