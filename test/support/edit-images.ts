import assert from 'node:assert/strict'
import type { ItemDto, UserDto } from '../../src/dto/schemas.ts'
import type { Page } from './announced.ts'
import { followImages, type openClientFixture } from './client-fixture.ts'
import { drawPicture, tagOf } from './tree.ts'

/** How a client library changes images; each call is one call of the library. */
export interface ImageCalls {
  films(): Promise<Page<ItemDto>>
  item(itemId: string): Promise<ItemDto>
  user(): Promise<UserDto>
  /** What the page that edits images lists. */
  infos(itemId: string): Promise<readonly ImageInfo[]>
  upload(itemId: string, type: string, file: File): Promise<unknown>
  move(itemId: string, type: string, index: number, newIndex: number): Promise<unknown>
  remove(itemId: string, type: string, index?: number): Promise<unknown>
  uploadAvatar(file: File): Promise<unknown>
  removeAvatar(): Promise<unknown>
  remoteImages(itemId: string): Promise<{ readonly TotalRecordCount: number }>
  remoteProviders(itemId: string): Promise<readonly unknown[]>
  /** Has the server fetch a picture. Resolves to the status of the refusal. */
  refusedDownload(itemId: string, type: string, imageUrl: string): Promise<number>
}

interface ImageInfo {
  readonly ImageType: string
  readonly ImageIndex?: number
  readonly ImageTag: string
}

async function draw(number: number, extension: string, type: string) {
  const { bytes } = await drawPicture(number, extension)
  return { bytes, tag: tagOf(bytes), file: new File([bytes], `${number}.${extension}`, { type }) }
}

/**
 * What an admin does on the page that edits an item's images, and on that of a user. `first`: the
 * number of the first of ten pictures.
 */
export async function editImages(
  { keyart, userId }: Awaited<ReturnType<typeof openClientFixture>>,
  calls: ImageCalls,
  first = 800,
): Promise<void> {
  const films = (await calls.films()).Items
  const film = films.find(({ BackdropImageTags = [] }) => BackdropImageTags.length > 0)
  const poster = film?.ImageTags?.['Primary']
  assert.ok(film && poster)
  const id = film.Id
  const files = film.BackdropImageTags!
  const served = async (path: string) => {
    const { status, body } = await keyart.client.ask(path)
    assert.equal(status, 200, path)
    return body
  }
  const shown = async () => {
    const dto = await calls.item(id)
    await followImages(keyart, [dto])
    const infos = await calls.infos(id)
    assert.deepEqual(
      infos.filter(({ ImageType }) => ImageType === 'Backdrop').map(({ ImageTag }) => ImageTag),
      dto.BackdropImageTags,
    )
    const single = infos.find(({ ImageType }) => ImageType === 'Primary')
    assert.equal(single?.ImageTag, dto.ImageTags?.['Primary'])
    return dto
  }

  const primary = await draw(first, 'png', 'image/png')
  await calls.upload(id, 'Primary', primary.file)
  assert.equal((await shown()).ImageTags?.['Primary'], primary.tag)
  const path = `/Items/${id}/Images/Primary?tag=${primary.tag}`
  assert.ok((await served(path)).equals(primary.bytes))

  const added = [
    await draw(first + 1, 'jpg', 'image/jpeg'),
    await draw(first + 2, 'png', 'image/png'),
    await draw(first + 3, 'gif', 'image/gif'),
  ]
  for (const { file } of added) await calls.upload(id, 'Backdrop', file)
  const [one, two, three] = added.map(({ tag }) => tag)
  assert.deepEqual((await shown()).BackdropImageTags, [...files, one, two, three])
  await calls.move(id, 'Backdrop', files.length + 1, 0)
  assert.deepEqual((await shown()).BackdropImageTags, [two, ...files, one, three])
  assert.ok((await served(`/Items/${id}/Images/Backdrop/0`)).equals(added[1]!.bytes))
  await calls.remove(id, 'Backdrop', files.length + 1)
  assert.deepEqual((await shown()).BackdropImageTags, [two, ...files, three])
  await calls.remove(id, 'Primary')
  // The file that lies in the folder is seen again.
  assert.equal((await shown()).ImageTags?.['Primary'], poster)

  assert.deepEqual((await calls.remoteImages(id)).TotalRecordCount, 0)
  assert.deepEqual(await calls.remoteProviders(id), [])
  const before = await shown()
  // Keyart itself would answer there.
  assert.equal(await calls.refusedDownload(id, 'Primary', `${keyart.url}${path}`), 400)
  assert.deepEqual(await shown(), before)

  const avatar = await draw(first + 4, 'png', 'image/png')
  assert.equal((await calls.user()).PrimaryImageTag, undefined)
  await calls.uploadAvatar(avatar.file)
  assert.equal((await calls.user()).PrimaryImageTag, avatar.tag)
  const avatarPath = `/Users/${userId}/Images/Primary?tag=${avatar.tag}`
  assert.ok((await served(avatarPath)).equals(avatar.bytes))
  assert.ok((await served(`/UserImage?userId=${userId}`)).equals(avatar.bytes))
  const known = await keyart.client.json<readonly UserDto[]>('/Users/Public')
  assert.equal(known.find(({ Id }) => Id === userId)?.PrimaryImageTag, avatar.tag)
  await calls.removeAvatar()
  assert.equal((await calls.user()).PrimaryImageTag, undefined)
  assert.equal((await keyart.client.ask(avatarPath)).status, 404)
}
