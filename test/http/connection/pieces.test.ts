import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { Connections } from '../../../src/http/connection/connections.ts'
import { inPieces, maxSingleWrite, pendingBytes } from '../../../src/http/connection/pieces.ts'
import { refuseMalformed } from '../../../src/http/connection/protocol-errors.ts'
import { eventually } from '../../support/keyart.ts'

const nobody = {} as ServerResponse

test('what is not large is sent as it is', () => {
  const bytes = Buffer.alloc(maxSingleWrite)
  assert.equal(inPieces(nobody, bytes), bytes)
})

test('a large body is whole, and others have their turns between its pieces', async () => {
  const bytes = Buffer.alloc(maxSingleWrite * 4 + 5, 'abc')
  let turns = 0
  let isOver = false
  const count = () => {
    turns++
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const pieces: Buffer[] = []
  const pending: number[] = []
  for await (const piece of inPieces(nobody, bytes)) {
    pieces.push(piece as Buffer)
    pending.push(pendingBytes(nobody))
  }
  isOver = true
  assert.deepEqual(Buffer.concat(pieces), bytes)
  assert.ok(pieces.length > 4)
  assert.ok(turns >= pieces.length - 1, `${turns} turns between ${pieces.length} pieces`)
  assert.ok(pending[0]! > bytes.length / 2)
  assert.equal(pendingBytes(nobody), 0)
})

test('what waits in pieces counts as waiting, and is nothing once the client is cut off', async () => {
  const bytes = Buffer.alloc(40_000_000)
  const responses: ServerResponse[] = []
  const server = createServer((_request, response) => {
    responses.push(response)
    response.writeHead(200, { 'content-length': bytes.length })
    void pipeline(inPieces(response, bytes), response).catch(() => undefined)
  })
  refuseMalformed(server)
  using connections = new Connections(server, { interval: 20, maxBufferedBytes: 20_000_000 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => undefined).pause()
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await eventually(async () => assert.equal(responses.length, 1))
  await eventually(async () => assert.equal(connections.size, 0))
  await eventually(async () => assert.equal(pendingBytes(responses[0]), 0))
  socket.destroy()
  server.close()
})
