import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'node:test'
import { requireOrSkip } from './require-or-skip.ts'

/** Programs that tests run, and the package of Debian that brings each. `.ci/run` installs them. */
export const programs = {
  avifdec: 'libavif-bin',
  bwrap: 'bubblewrap',
  caddy: 'caddy',
  chromium: 'chromium',
  ffmpeg: 'ffmpeg',
  ffprobe: 'ffmpeg',
  'heif-convert': 'libheif-examples',
  'heif-enc': 'libheif-examples',
  nginx: 'nginx-light',
  openssl: 'openssl',
  script: 'bsdutils',
} as const
export type Program = keyof typeof programs

/** Where a program is: named by a variable (`CHROMIUM=/path/to/it`), on the PATH, or in `/usr/sbin`. */
export function findProgram(program: Program): string | undefined {
  const named = process.env[program.toUpperCase()]
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin']
  return folders.map((folder) => join(folder, program)).find(isProgram)
}

/** @throws Error that names the package to install */
export function requireProgram(program: Program): string {
  const path = findProgram(program)
  if (path === undefined) throw new Error(`Expected ${adviceOn(program)}`)
  return path
}

/** Whether a test has the programs that it needs; to be asked before it does anything. */
export function needsPrograms(context: TestContext, ...needed: readonly Program[]): boolean {
  const missing = needed.filter((program) => findProgram(program) === undefined)
  const reason = `it needs ${missing.map(adviceOn).join(' and ')}`
  return requireOrSkip(context, missing.length === 0, reason)
}

function adviceOn(program: Program): string {
  return `${program} (apt-get install ${programs[program]}, or ${program.toUpperCase()}=/path/to/it)`
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
