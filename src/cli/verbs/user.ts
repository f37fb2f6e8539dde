import { randomUUID } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Passwords } from '../../access/passwords.ts'
import { findByName, nameFault } from '../../access/user-name.ts'
import type { App } from '../../app.ts'
import type { User } from '../../catalog/accounts/user-catalog.ts'
import { type CommandLine, parseCommandLine } from '../../config/command-line.ts'
import { preflight } from '../../config/preflight.ts'
import { ConfigError, loadConfig } from '../../config/load.ts'
import { isKeyartError } from '../../errors.ts'
import type { Command, CommandContext } from '../terminal/command.ts'
import { passwordFlags, passwordSource, readPassword } from '../terminal/password.ts'
import { requireDataFolder } from '../folder/existing-folder.ts'
import { librariesOf, requireLibraryIds } from '../folder/named-libraries.ts'
import { openBeside } from '../folder/quiet-app.ts'
import { shown, shownJson } from '../terminal/shown.ts'

const actions = ['add', 'passwd', 'remove', 'list'] as const

const ownFlags = {
  ...passwordFlags,
  image: 'text',
  admin: 'switch',
  'all-libraries': 'switch',
  hidden: 'switch',
  json: 'switch',
} as const

/** Users, their pictures, passwords and rights. */
export const user: Command = {
  summary: 'Adds, changes, removes or lists users.',
  usage:
    'add NAME [--admin] [--library NAME]… [--hidden] [--image FILE] | passwd NAME | remove NAME | list [--json]',
  options: {
    admin: 'The user sees all libraries and may change everything.',
    library: 'A library that the user may see. Repeat it for more. Default: all libraries.',
    'all-libraries': 'The user may see all libraries again.',
    hidden: 'Leave the user out of the list on the sign-in page.',
    image: 'A picture of the user.',
    'password-stdin': 'Read the password from standard input instead of asking for it.',
    json: 'Print the list as JSON.',
  },
  run: async (context) => {
    const line = parseCommandLine(context.args, ownFlags, Infinity)
    const mistakes = [...line.mistakes]
    const [word, name = '', ...more] = line.words
    const action = actions.find((candidate) => candidate === word)
    if (action === undefined)
      mistakes.push(`Expected add, passwd, remove or list after user but received '${word ?? ''}'`)
    else if (action !== 'list' && (name.trim() === '' || more.length > 0))
      mistakes.push(`Expected one name after user ${action} (in quotes if it contains spaces)`)
    else if (action === 'add') addTo(mistakes, nameFault(name))
    const source = passwordSource(line, context, mistakes)
    const image = await readImage(line, context, mistakes)
    // Here --library names one that may be seen, and configures none.
    const flags = new Map(line.flags)
    flags.delete('library')
    const config = loadConfig({ ...line, flags, mistakes }, context.environment, context.directory)
    if (action !== 'add') requireDataFolder(config.data)
    await preflight({ ...config, libraries: [] }, { port: false, alone: false })

    await using app = await openBeside(config, context)
    const users = await app.catalog.users()
    const found = findByName(users, name)
    if (found === undefined && (action === 'passwd' || action === 'remove'))
      throw new ConfigError([`There is no user '${name}'`])
    switch (action) {
      case 'add': {
        const rights = await readRights(app, line, found)
        const password = await readPassword(source, context)
        if (rights.isAdmin && (password === '' || (!password && found?.hasPassword !== true)))
          throw new ConfigError(['Expected a password for an admin (--password-stdin)'])
        const id = found?.id ?? randomUUID().replaceAll('-', '')
        // First: one that is no picture changes nothing.
        if (image !== undefined) await setImage(app, id, image)
        // Asked in passing, an empty answer changes nothing.
        const isSaid = password !== undefined && !(password === '' && source.kind === 'terminal')
        const entry = {
          id,
          name: name.trim(),
          createdAt: found?.createdAt ?? Date.now(),
          ...rights,
        }
        await app.catalog.putUser(entry, isSaid ? { hash: await hashOf(password) } : undefined)
        context.out.write(`${found === undefined ? 'Added' : 'Updated'} ${shown(name)} (${id})\n`)
        break
      }
      case 'passwd': {
        const password = await readPassword(source, context)
        if (password === undefined)
          throw new ConfigError(['Expected --password-stdin, --password TEXT, or a terminal'])
        if (password === '' && found!.isAdmin)
          throw new ConfigError(['Expected a non-empty password for an admin'])
        await app.catalog.setPassword(found!.id, await hashOf(password))
        context.out.write(
          `${password === '' ? 'Removed' : 'Set'} the password of ${shown(found!.name)} and ended their sessions\n`,
        )
        break
      }
      case 'remove':
        await app.editor.clear(pictureOf(found!.id))
        await app.catalog.removeUser(found!.id)
        context.out.write(`Removed ${shown(found!.name)}\n`)
        break
      case 'list':
      case undefined:
        if (line.flags.get('json')?.at(-1) === 'true') {
          context.out.write(
            `${shownJson(JSON.stringify(await toReports(app, users), undefined, 2))}\n`,
          )
          break
        }
        for (const one of users) {
          const line = [one.id, one.name, ...(await traitsOf(app, one))].join('  ')
          context.out.write(`${shown(line)}\n`)
        }
    }
  },
}

function addTo(mistakes: string[], fault: string | undefined): void {
  if (fault !== undefined) mistakes.push(fault)
}

const pictureOf = (ownerId: string) => ({ ownerId, type: 'Primary', isUser: true }) as const

async function setImage({ editor }: App, userId: string, path: string): Promise<void> {
  try {
    await editor.upload(pictureOf(userId), createReadStream(path))
  } catch (error) {
    if (!isKeyartError(error, 'IMAGE_INVALID') && !isKeyartError(error, 'IMAGE_TOO_LARGE'))
      throw error
    throw new ConfigError([`Expected an image for --image: ${error.message}`])
  }
}

/** The path of the picture. */
async function readImage(
  { flags }: CommandLine,
  { directory }: CommandContext,
  mistakes: string[],
): Promise<string | undefined> {
  const text = flags.get('image')?.at(-1)
  if (text === undefined) return undefined
  const path = resolve(directory, text)
  const isReadable = await access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
  if (!isReadable) mistakes.push(`Expected a readable file for --image but received '${text}'`)
  return path
}

type Rights = Pick<User, 'isAdmin' | 'libraryIds' | 'isHidden'>

/** What is not said stays as it was. */
async function readRights(
  app: App,
  line: CommandLine,
  before: Partial<Rights> | undefined,
): Promise<Rights> {
  const hidden = line.flags.get('hidden')?.at(-1)
  const isHidden = hidden === undefined ? before?.isHidden === true : hidden === 'true'
  const rights = await readSight(app, line, before)
  return isHidden ? { ...rights, isHidden } : rights
}

async function readSight(
  app: App,
  { flags }: CommandLine,
  before: Partial<Rights> | undefined,
): Promise<Rights> {
  const admin = flags.get('admin')?.at(-1)
  const isAdmin = admin === undefined ? before?.isAdmin === true : admin === 'true'
  const all = flags.get('all-libraries')?.at(-1) === 'true'
  const requested = flags.get('library')
  if (isAdmin && requested !== undefined)
    throw new ConfigError(['Expected no --library for an admin, who always sees every library'])
  if (all && requested !== undefined)
    throw new ConfigError(['Expected one of --library and --all-libraries, not both'])
  if (all || isAdmin) return { isAdmin }
  if (requested === undefined)
    return before?.libraryIds === undefined
      ? { isAdmin }
      : { isAdmin, libraryIds: before.libraryIds }
  return { isAdmin, libraryIds: await requireLibraryIds(app, requested) }
}

/** `undefined` for an empty one, which is none. */
async function hashOf(password: string): Promise<string | undefined> {
  return password === '' ? undefined : await new Passwords().hash(password)
}

async function traitsOf(app: App, one: Rights & { readonly hasPassword: boolean }) {
  const libraries = one.libraryIds && (await librariesOf(app))
  return [
    ...(one.isAdmin ? ['admin'] : []),
    ...(one.hasPassword ? ['has a password'] : []),
    ...(one.isHidden === true ? ['hidden'] : []),
    ...(libraries === undefined || one.isAdmin
      ? []
      : [`sees ${one.libraryIds?.map((id) => libraries.get(id) ?? id).join(', ') || 'nothing'}`]),
  ]
}

/** For programs. `libraries`: names of those that the user may see; null for all. */
async function toReports(app: App, users: readonly User[]): Promise<readonly object[]> {
  const names = await librariesOf(app)
  return users.map(({ id, name, isAdmin, hasPassword, isHidden, libraryIds }) => ({
    id,
    name,
    isAdmin,
    hasPassword,
    isHidden: isHidden === true,
    libraries: isAdmin ? null : (libraryIds?.map((one) => names.get(one) ?? one) ?? null),
  }))
}
