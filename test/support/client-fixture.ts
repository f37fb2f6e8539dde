import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Passwords } from '../../src/access/passwords.ts'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'
import { makeDemoLibrary } from '../../demo/demo-library.ts'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { type Announced, distinctImages, ownImages, pathOf, relatedImages } from './announced.ts'
import { Keyart, type KeyartOptions } from './keyart.ts'
import { lightCost } from './roles.ts'
import { temporaryFolder } from './temporary.ts'

export const name = 'Anna'
export const password = 'correct horse'

/**
 * The real command with one user who is an admin, on the libraries that `make` makes in a folder:
 * the small demo library where nothing is said.
 */
export async function openClientFixture(
  make: (folder: string) => Promise<KeyartOptions['libraries']> = (folder) =>
    makeDemoLibrary(folder, { scale: 'small' }),
) {
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryFolder())
  const libraries = await make(join(path, 'media'))
  const data = join(path, 'data')
  await mkdir(data, { recursive: true })
  const userId = 'd'.repeat(32)
  {
    await using catalog = await openSqliteCatalog(join(data, 'catalog.sqlite'))
    await catalog.putUser({ id: userId, name, createdAt: 1, isAdmin: true })
    await catalog.setPassword(userId, await new Passwords({ cost: lightCost }).hash(password))
  }
  const keyart = stack.use(await Keyart.start({ libraries, data }))
  const owned = stack.move()
  return { keyart, userId, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Asks for every image that the items speak of, and for `others`; each must be there. */
export async function followImages(
  keyart: Keyart,
  items: readonly ItemDto[],
  others: readonly Announced[] = [],
): Promise<number> {
  const spoken = items.flatMap((dto) => [...ownImages(dto), ...relatedImages(dto)])
  const images = distinctImages([...spoken, ...others])
  for (const image of images) {
    const path = `${pathOf(image)}?tag=${image.tag}&maxWidth=20`
    const { status, headers } = await keyart.client.ask(path)
    assert.equal(status, 200, path)
    assert.match(String(headers['cache-control']), /immutable/, path)
  }
  return images.length
}
