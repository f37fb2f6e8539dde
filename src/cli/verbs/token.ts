import { hashToken, newToken, newTokenId } from '../../access/token.ts'
import type { ApiKey, Token } from '../../catalog/accounts/token-catalog.ts'
import type { User } from '../../catalog/accounts/user-catalog.ts'
import { parseCommandLine } from '../../config/command-line.ts'
import { preflight } from '../../config/preflight.ts'
import { ConfigError, loadConfig } from '../../config/load.ts'
import type { Command } from '../terminal/command.ts'
import { requireDataFolder } from '../folder/existing-folder.ts'
import { librariesOf, requireLibraryIds } from '../folder/named-libraries.ts'
import { openBeside } from '../folder/quiet-app.ts'
import { shown, shownJson } from '../terminal/shown.ts'

const actions = ['add', 'list', 'revoke'] as const

/** API keys for programs, and the sign-ins of users. */
export const token: Command = {
  summary: 'Creates, lists or revokes API keys; lists or ends sessions.',
  usage: 'add NAME [--read-only] [--library NAME]… | list [--json] | revoke ID',
  options: {
    'read-only': 'The key may read, and change nothing.',
    library: 'A library that the key may see. Repeat it for more. Default: all libraries.',
    json: 'Print the list as JSON.',
  },
  run: async (context) => {
    const line = parseCommandLine(context.args, { 'read-only': 'switch', json: 'switch' }, Infinity)
    const mistakes = [...line.mistakes]
    const [verb, word = '', ...more] = line.words
    const action = actions.find((candidate) => candidate === verb)
    if (action === undefined)
      mistakes.push(`Expected add, list or revoke after token but received '${verb ?? ''}'`)
    else if (action !== 'list' && (word.trim() === '' || more.length > 0))
      mistakes.push(`Expected one ${action === 'add' ? 'name' : 'id'} after token ${action}`)
    // Here --library names one that the key is for, and configures none.
    const flags = new Map(line.flags)
    flags.delete('library')
    const config = loadConfig({ ...line, flags, mistakes }, context.environment, context.directory)
    if (action !== 'add') requireDataFolder(config.data)
    await preflight({ ...config, libraries: [] }, { port: false, alone: false })

    await using app = await openBeside(config, context)
    const { catalog } = app
    switch (action) {
      case 'add': {
        const secret = newToken()
        const requested = line.flags.get('library')
        const key: ApiKey = {
          kind: 'key',
          id: newTokenId(),
          name: word.trim(),
          createdAt: Date.now(),
          ...(line.flags.get('read-only')?.at(-1) === 'true' ? { isReadOnly: true } : {}),
          ...(requested === undefined
            ? {}
            : { libraryIds: await requireLibraryIds(app, requested) }),
        }
        await catalog.addToken(hashToken(secret), key)
        context.errors.write(
          `Added ${shown(key.name)} (${key.id}). The key is shown only this once:\n`,
        )
        context.out.write(`${secret}\n`)
        break
      }
      case 'revoke':
        if (!(await catalog.removeToken(word)))
          throw new ConfigError([`There is no token '${word}'`])
        context.out.write(`Revoked ${shown(word)}\n`)
        break
      case 'list':
      case undefined: {
        const users = new Map((await catalog.users()).map((user) => [user.id, user]))
        const libraries = await librariesOf(app)
        const tokens = await catalog.tokens()
        if (line.flags.get('json')?.at(-1) === 'true') {
          const reports = tokens.map((one) => toReport(one, users, libraries))
          context.out.write(`${shownJson(JSON.stringify(reports, undefined, 2))}\n`)
          break
        }
        for (const one of tokens) context.out.write(`${shown(describe(one, users, libraries))}\n`)
      }
    }
  },
}

type Names = ReadonlyMap<string, string>

/** What a key may do, where it is not all. */
function describeKey({ name, isReadOnly, libraryIds }: ApiKey, libraries: Names): string {
  const limits = [
    ...(isReadOnly === true ? ['read-only'] : []),
    ...(libraryIds === undefined
      ? []
      : [`for ${libraryIds.map((id) => libraries.get(id) ?? id).join(', ')}`]),
  ]
  return `API key ${name}${limits.length === 0 ? '' : ` (${limits.join(', ')})`}`
}

function describe(one: Token, users: ReadonlyMap<string, User>, libraries: Names): string {
  const day = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ')
  const what =
    one.kind === 'key'
      ? describeKey(one, libraries)
      : `${users.get(one.userId)?.name ?? one.userId} on ${one.device || 'unnamed device'} (${one.client || 'unnamed client'})`
  const used = one.lastUsedAt === undefined ? 'never used' : `last used ${day(one.lastUsedAt)}`
  return `${one.id}  ${what}  created ${day(one.createdAt)}, ${used}`
}

/** For programs. `libraries`: names of those that a key may see; null for all. */
function toReport(one: Token, users: ReadonlyMap<string, User>, libraries: Names): object {
  const iso = (time: number | undefined) =>
    time === undefined ? null : new Date(time).toISOString()
  const times = { createdAt: iso(one.createdAt), lastUsedAt: iso(one.lastUsedAt) }
  if (one.kind === 'key')
    return {
      kind: 'key',
      id: one.id,
      name: one.name,
      isReadOnly: one.isReadOnly === true,
      libraries: one.libraryIds?.map((id) => libraries.get(id) ?? id) ?? null,
      ...times,
    }
  const { id, userId, device, client } = one
  return { kind: 'session', id, user: users.get(userId)?.name ?? userId, device, client, ...times }
}
