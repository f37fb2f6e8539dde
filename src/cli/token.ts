import { hashToken, newToken, newTokenId } from '../access/token.ts'
import type { Token, User } from '../catalog/catalog.ts'
import { parseCommandLine } from '../config/command-line.ts'
import { checkGround } from '../config/ground.ts'
import { ConfigError, loadConfig } from '../config/load.ts'
import type { Command } from './command.ts'
import { requireKept } from './kept-folder.ts'
import { openBeside } from './quiet-app.ts'

const actions = ['add', 'list', 'revoke'] as const

/** API keys for programs, and the sign-ins of users. */
export const token: Command = {
  summary: 'makes an API key, lists keys and sign-ins, revokes one',
  usage: 'add NAME | list | revoke ID',
  run: async (context) => {
    const line = parseCommandLine(context.args, {}, Infinity)
    const mistakes = [...line.mistakes]
    const [verb, word = '', ...more] = line.words
    const action = actions.find((known) => known === verb)
    if (action === undefined)
      mistakes.push(`Expected add, list or revoke after token but received '${verb ?? ''}'`)
    else if (action !== 'list' && (word.trim() === '' || more.length > 0))
      mistakes.push(`Expected one ${action === 'add' ? 'name' : 'id'} after token ${action}`)
    const config = loadConfig({ ...line, mistakes }, context.environment, context.directory)
    if (action !== 'add') requireKept(config.data)
    await checkGround({ ...config, libraries: [] }, { port: false, alone: false })

    await using app = await openBeside(config, context)
    const { catalog } = app
    switch (action) {
      case 'add': {
        const secret = newToken()
        const key = {
          kind: 'key',
          id: newTokenId(),
          name: word.trim(),
          createdAt: Date.now(),
        } as const
        await catalog.addToken(hashToken(secret), key)
        context.errors.write(`Added ${key.name} (${key.id}). The key is shown this once:\n`)
        context.out.write(`${secret}\n`)
        break
      }
      case 'revoke':
        if (!(await catalog.removeToken(word)))
          throw new ConfigError([`There is no token '${word}'`])
        context.out.write(`Revoked ${word}\n`)
        break
      case 'list':
      case undefined: {
        const users = new Map((await catalog.users()).map((user) => [user.id, user]))
        for (const one of await catalog.tokens()) context.out.write(`${describe(one, users)}\n`)
      }
    }
  },
}

function describe(one: Token, users: ReadonlyMap<string, User>): string {
  const day = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ')
  const what =
    one.kind === 'key'
      ? `API key ${one.name}`
      : `${users.get(one.userId)?.name ?? one.userId} on ${one.device || 'an unnamed device'} (${one.client || 'unnamed client'})`
  const used = one.lastUsedAt === undefined ? 'never used' : `last used ${day(one.lastUsedAt)}`
  return `${one.id}  ${what}  made ${day(one.createdAt)}, ${used}`
}
