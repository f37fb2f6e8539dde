import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { Client } from '../support/ask.ts'
import { renderersOf, eventually, isAlive, Keyart, type KeyartOptions } from '../support/keyart.ts'
import { canMount, mountOver, needsMounts, shareMounts } from '../support/mounts.ts'
import { requireOrSkip } from '../support/require-or-skip.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { tagOf, Tree } from '../support/tree.ts'

/** A server on two films that does not watch them: it scans at its start alone. */
class Fixture implements AsyncDisposable {
  readonly tree: Tree
  readonly #stack: AsyncDisposableStack
  readonly #options: KeyartOptions
  keyart: Keyart

  private constructor(
    stack: AsyncDisposableStack,
    { tree, options, keyart }: { tree: Tree; options: KeyartOptions; keyart: Keyart },
  ) {
    this.#stack = stack
    this.#options = options
    this.tree = tree
    this.keyart = keyart
  }

  static async open(): Promise<Fixture> {
    await using stack = new AsyncDisposableStack()
    const folder = stack.use(await temporaryFolder())
    if (await canMount()) stack.use(shareMounts(folder.path))
    const tree = await new Tree(join(folder.path, 'films'))
      .film('Alien/Alien.mkv', 'Brazil/Brazil.mkv')
      .picture('Alien/poster.jpg', 'Brazil/poster.jpg')
      .write()
    const args = ['--no-scan-watch', '--no-prerender-enabled']
    const libraries = [{ kind: 'movies', folder: tree.root }]
    const options = { libraries, data: join(folder.path, 'data'), args }
    const keyart = await Keyart.start(options)
    return new Fixture(stack.move(), { tree, options, keyart })
  }

  async film(name: string): Promise<ItemDto> {
    const path = '/Items?Recursive=true&IncludeItemTypes=Movie'
    const { Items } = await this.keyart.client.json<Page<ItemDto>>(path)
    return Items.find(({ Name }) => Name === name)!
  }

  /** Scans once more by it. */
  async restart(): Promise<void> {
    await this.keyart.stop()
    this.keyart = await Keyart.start(this.#options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keyart.stop()
    await this.#stack.disposeAsync()
  }
}

test('an original that the disk does not give (EIO) is announced again once it does', async (context) => {
  if (!requireOrSkip(context, await canMount(), needsMounts)) return
  await using fixture = await Fixture.open()
  const { tree } = fixture
  const { tag } = tree.require('Alien/poster.jpg')
  const { Id } = await fixture.film('Alien')
  const ask = (query: string) => fixture.keyart.client.ask(`/Items/${Id}/Images/Primary${query}`)
  {
    // Nothing is mapped at the beginning of a process.
    const memory = `/proc/${process.pid}/mem`
    await using _damage = mountOver(memory, join(tree.root, 'Alien/poster.jpg'))
    assert.throws(() => readFileSync(join(tree.root, 'Alien/poster.jpg')), { code: 'EIO' })
    for (const query of ['', '?width=20', `?tag=${tag}&width=21`]) {
      const { status, headers } = await ask(query)
      assert.ok(status === 502 || status === 503, `${query}: ${status}`)
      assert.equal(headers['cache-control'], 'no-store')
    }
    // It says nothing of the image.
    assert.equal((await fixture.film('Alien')).ImageTags?.['Primary'], tag)
    await mkdir(join(tree.root, 'Cube'))
    await writeFile(join(tree.root, 'Cube/Cube.mkv'), 'no film')
    await writeFile(join(tree.root, 'Cube/poster.jpg'), '')
    await using _other = mountOver(memory, join(tree.root, 'Cube/poster.jpg'))
    await fixture.restart()
    assert.equal((await fixture.keyart.report()).problems, 2)
    assert.equal((await fixture.film('Alien')).ImageTags?.['Primary'], tag)
    // Of this one nothing is known.
    assert.equal((await fixture.film('Cube')).ImageTags?.['Primary'], undefined)
    assert.ok((await fixture.film('Brazil')).ImageTags?.['Primary'])
  }
  const { tag: cube } = await tree.draw('Cube/poster.jpg', 9)
  await eventually(async () => {
    // It is looked at again without being asked to.
    assert.equal((await fixture.film('Cube')).ImageTags?.['Primary'], cube)
    assert.equal((await fixture.keyart.report()).problems, 0)
  })
  assert.equal((await fixture.film('Alien')).ImageTags?.['Primary'], tag)
  assert.equal(tagOf((await ask('')).body), tag)
})

test('a server and a renderer without descriptors (EMFILE) come to themselves', async (context) => {
  if (!requireOrSkip(context, process.platform === 'linux', 'limits are set with prlimit')) return
  await using fixture = await Fixture.open()
  const { client, pid } = fixture.keyart
  const { Id } = await fixture.film('Brazil')
  const ask = async (query: string) => {
    const { status } = await client.ask(`/Items/${Id}/Images/Primary?${query}`)
    return status
  }
  assert.equal(await ask('width=20'), 200)
  // What is open stays open, this connection among it.
  limitFiles(pid, 3)
  for (let n = 0; n < 20; n++) assert.equal(await ask('width=20'), 200)
  assert.equal(await ask(''), 502)
  using other = new Client(fixture.keyart.url)
  // It has to wait, or is turned away.
  const late = other.ask('/health/live').catch(() => undefined)
  assert.ok((await fixture.film('Brazil')).ImageTags?.['Primary'])
  limitFiles(pid, 4096)
  assert.ok([200, undefined].includes((await late)?.status))
  assert.equal((await other.ask('/health/live')).status, 200)
  assert.equal(await ask(''), 200)

  const renderer = renderersOf(pid)[0]!
  limitFiles(renderer, 3)
  for (const width of [21, 22, 23]) {
    const status = await ask(`width=${width}`)
    // It may end of it, and is replaced.
    assert.ok(status === 200 || status === 502, String(status))
  }
  if (isAlive(renderer)) limitFiles(renderer, 4096)
  for (const width of [21, 22, 23]) assert.equal(await ask(`width=${width}`), 200)
  assert.ok((await fixture.film('Brazil')).ImageTags?.['Primary'])
})

function limitFiles(pid: number, files: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${files}:4096`])
}
