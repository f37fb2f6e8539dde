import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { openApp } from '../app.ts'
import { parseCommandLine } from '../config/command-line.ts'
import { checkGround } from '../config/ground.ts'
import { ConfigError, loadConfig } from '../config/load.ts'
import type { Command } from './command.ts'
import { createLog } from './log.ts'

/** Users and their pictures. */
export const user: Command = {
  summary: 'adds a user, removes one or lists them; --image FILE gives a picture',
  usage: 'add NAME | remove NAME | list',
  run: async (context) => {
    const line = parseCommandLine(context.args, { image: 'text' })
    const [action, name, ...more] = line.words
    const mistakes = [...line.mistakes]
    if (action !== 'add' && action !== 'remove' && action !== 'list')
      mistakes.push(`Expected add, remove or list after user but received '${action ?? ''}'`)
    else if (action !== 'list' && (name === undefined || name.trim() === '' || more.length > 0))
      mistakes.push(`Expected one name after user ${action} (in quotes where it has spaces)`)
    const imagePath = line.flags.get('image')?.at(-1)
    const image =
      imagePath === undefined
        ? undefined
        : await readFile(resolve(context.directory, imagePath)).catch(() => {
            mistakes.push(`Expected a readable file for --image but received '${imagePath}'`)
          })
    const config = loadConfig({ ...line, mistakes }, context.environment, context.directory)
    await checkGround({ ...config, libraries: [] }, { port: false })

    await using app = await openApp(config, createLog('warn', context))
    const users = await app.catalog.users()
    const found = users.find((one) => one.name.toLowerCase() === name?.toLowerCase())
    switch (action) {
      case 'add': {
        const id = found?.id ?? randomUUID().replaceAll('-', '')
        const original = image && (await app.addUpload(image))
        if (original?.kind === 'problem')
          throw new ConfigError([`Expected a picture for --image: ${original.reason}`])
        await app.catalog.putUser({
          id,
          name: name ?? '',
          createdAt: found?.createdAt ?? Date.now(),
        })
        if (original?.kind === 'image') await app.catalog.setOwnerImage(id, 'Primary', original.ref)
        context.out.write(`${found === undefined ? 'Added' : 'Updated'} ${name} (${id})\n`)
        break
      }
      case 'remove':
        if (found === undefined) throw new ConfigError([`There is no user '${name}'`])
        await app.catalog.removeUser(found.id)
        context.out.write(`Removed ${found.name}\n`)
        break
      default:
        for (const { id, name: shown } of users) context.out.write(`${id}  ${shown}\n`)
    }
  },
}
