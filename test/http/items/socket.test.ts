import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { quarters } from '../../support/pictures.ts'
import { headersOf, openRoles, userIds } from '../../support/roles.ts'

interface Message {
  readonly MessageType: string
  readonly Data?: unknown
}

test('a client hears of the user’s new picture, and of what was played', async () => {
  await using open = await openRoles()
  const { server, film } = open
  const address = await server.listen({ port: 0, host: '127.0.0.1' })
  const socket = new WebSocket(`${address.replace('http', 'ws')}/socket?api_key=token of user`)
  const waiting: { readonly type: string; readonly resolve: (message: Message) => void }[] = []
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    waiting.find(({ type }) => type === message.MessageType)?.resolve(message)
  })
  const next = (type: string) =>
    new Promise<Message>((resolve) => void waiting.push({ type, resolve }))
  await once(socket, 'open')
  const send = async (url: string, options: { payload: Buffer; type: string }) => {
    const headers = { ...headersOf('user'), 'content-type': options.type }
    const { statusCode } = await server.inject({
      method: 'POST',
      url,
      headers,
      payload: options.payload,
    })
    assert.ok(statusCode < 300, `${url}: ${statusCode}`)
  }

  const updated = next('UserUpdated')
  const picture = await quarters(20, 20).png().toBuffer()
  const payload = Buffer.from(picture.toString('base64'))
  await send(`/UserImage?userId=${userIds.user}`, { payload, type: 'image/png' })
  const { Data } = await updated
  const user = Data as { readonly Id: string; readonly PrimaryImageTag?: string }
  assert.equal(user.Id, userIds.user)
  assert.match(user.PrimaryImageTag ?? '', /^[0-9a-f]{32}$/)

  const changed = next('UserDataChanged')
  const played = { payload: Buffer.from('{}'), type: 'application/json' }
  await send(`/UserPlayedItems/${film.id}`, played)
  const { UserDataList } = (await changed).Data as {
    readonly UserDataList: readonly { readonly ItemId: string; readonly Played: boolean }[]
  }
  assert.deepEqual(
    UserDataList.map(({ ItemId, Played }) => [ItemId, Played]),
    [[film.id, true]],
  )
  socket.close()
  await once(socket, 'close')
})
