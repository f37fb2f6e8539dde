import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { hashToken } from '../../src/access/token.ts'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'

/** Headers of a program that may do what an admin may. The data folder is made if need be. */
export async function addAdmin(data: string): Promise<Readonly<Record<string, string>>> {
  await mkdir(data, { recursive: true })
  await using catalog = await openSqliteCatalog(join(data, 'catalog.sqlite'))
  const token = 'a program of the tests'
  await catalog.addToken(hashToken(token), {
    kind: 'key',
    id: 'tests',
    name: 'Tests',
    createdAt: 1,
  })
  return { 'x-emby-token': token }
}

/** As `addAdmin`, and there is an account, so that nothing is everybody's any more. */
export async function addAccount(data: string): Promise<Readonly<Record<string, string>>> {
  const headers = await addAdmin(data)
  await using catalog = await openSqliteCatalog(join(data, 'catalog.sqlite'))
  await catalog.putUser({ id: 'e'.repeat(32), name: 'Eve', createdAt: 1, isAdmin: true })
  return headers
}

/** Headers of a user who is no admin. */
export async function addUser(data: string, id: string): Promise<Readonly<Record<string, string>>> {
  await mkdir(data, { recursive: true })
  await using catalog = await openSqliteCatalog(join(data, 'catalog.sqlite'))
  await catalog.putUser({ id, name: `User ${id.slice(0, 4)}`, createdAt: 1 })
  const said = { client: 'Tests', device: 'Tests', deviceId: id, version: '1' }
  const session = { kind: 'session', id: `s-${id}`, createdAt: 1, userId: id, ...said } as const
  await catalog.addToken(hashToken(`token of ${id}`), session)
  return { 'x-emby-token': `token of ${id}` }
}
