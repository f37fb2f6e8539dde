import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { makeTarball } from '../../build/tarball.ts'
import type * as clientModule from '../../client/index.ts'
import { Keyart, renderersOf, runKeyart } from '../support/keyart.ts'
import { quarters, write } from '../support/pictures.ts'
import { temporaryFolder } from '../support/temporary.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

suite('Keyart as a user installs it', () => {
  const stack = new AsyncDisposableStack()
  let folder: string
  let tarball: string
  let main: string
  before(async () => {
    folder = stack.use(await temporaryFolder()).path
    tarball = await makeTarball(root, folder)
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
    const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball]
    await run('npm', args, { cwd: folder, shell: process.platform === 'win32' })
    main = join(folder, 'node_modules/.bin/keyart')
  })
  after(() => stack.disposeAsync())

  test('the tarball holds what is run, and nothing of its making', async (context) => {
    const installed = join(folder, 'node_modules/keyart')
    const entries = await readdir(installed, { recursive: true, withFileTypes: true })
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(installed, join(parentPath, name)))
    const { size } = await stat(tarball)
    context.diagnostic(`${Math.round(size / 1000)} kB, ${files.length} files`)
    const folders = new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))
    assert.deepEqual([...folders].filter((name) => name !== 'dist/demo').toSorted(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/client',
      'dist/src',
      'dist/web',
      'package.json',
    ])
    const odd = files.filter((file) => /\btests?\b|bench|torture|(?<!\.d)\.tsx?$/.test(file))
    assert.deepEqual(odd, [])
    const { dependencies, ...description } = JSON.parse(
      await readFile(join(installed, 'package.json'), 'utf8'),
    ) as { dependencies: Record<string, string>; scripts?: unknown }
    assert.equal(description.scripts, undefined)
    for (const range of Object.values(dependencies)) assert.match(range, /^\d+\.\d+\.\d+$/)
  })

  test('it tells its version', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      version: string
    }
    const { code, out, errors } = await runKeyart(['--version'], { main, directory: folder })
    assert.deepEqual({ code, out, errors }, { code: 0, out: `${version}\n`, errors: '' })
  })

  test('it scans, and serves a picture in the size that was asked for', async (context) => {
    const films = join(folder, 'films')
    await mkdir(join(films, 'Alien (1979)'), { recursive: true })
    await write(join(films, 'Alien (1979)/poster.jpg'), quarters(200, 300).jpeg())
    await writeFile(join(films, 'Alien (1979)/Alien (1979).mkv'), '')
    const begun = performance.now()
    await using keyart = await Keyart.start({
      libraries: [{ kind: 'movies', folder: films }],
      data: join(folder, 'data'),
      main,
      scanned: false,
    })
    context.diagnostic(`listens after ${Math.round(performance.now() - begun)} ms`)
    await keyart.scanned()
    // The process that decodes reads nothing but Keyart, its packages and the originals.
    const renderers = renderersOf(keyart.pid)
    if (process.platform === 'linux') assert.equal(renderers.length, 1)
    for (const pid of renderers)
      assert.match(await readFile(`/proc/${pid}/cmdline`, 'utf8'), /--permission\0/)

    const { client } = keyart
    const { Items } = await client.json<{
      Items: [{ Id: string; ImageTags: Record<string, string> }]
    }>('/Items?Recursive=true&IncludeItemTypes=Movie')
    const picture = await client.ask(`/Items/${Items[0].Id}/Images/Primary?width=120`)
    assert.equal(picture.status, 200)
    const { width, height } = await sharp(picture.body).metadata()
    assert.deepEqual([width, height], [120, 180])

    const page = await client.ask('/keyart/')
    assert.match(page.body.toString(), /<script type="module"/)
    const module = await client.ask('/keyart/client.js')
    const file = join(folder, 'served.js')
    await writeFile(file, module.body)
    const served = (await import(pathToFileURL(file).href)) as typeof clientModule
    const poster = served.image(Items[0], 'Primary')!
    assert.equal((await client.ask(served.imageUrl('', poster, { width: 60 }))).status, 200)
  })

  test('the module for app writers has types', async () => {
    const source = `
      import { image, imageUrl, type ImageRef } from 'keyart/client'
      const poster: ImageRef | undefined = image({ Id: 'a', ImageTags: { Primary: 'b' } }, 'Primary')
      console.log(poster && imageUrl('http://nas:8097/', poster, { width: 3 }))`
    await writeFile(join(folder, 'app.ts'), source)
    await writeFile(join(folder, 'wrong.ts'), `${source}\nimageUrl('', 'no image')`)
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const flags = '--ignoreConfig --strict --skipLibCheck false --lib es2022,dom --module nodenext'
    const compile = (file: string) =>
      run(process.execPath, [compiler, ...flags.split(' '), '--types', '', join(folder, file)])
    await compile('app.ts')
    const { stdout } = await run(process.execPath, [join(folder, 'app.js')])
    assert.equal(stdout, 'http://nas:8097/Items/a/Images/Primary?width=3&tag=b\n')
    await assert.rejects(compile('wrong.ts'), ({ stdout }: { stdout: string }) =>
      /TS2345/.test(stdout),
    )
  })

  test('it draws the demo library', async () => {
    const demo = ['demo', 'demo-library', '--small']
    const { code, out } = await runKeyart(demo, { main, directory: folder })
    assert.equal(code, 0)
    const films = /--library movies=(.*)/.exec(out)?.[1]
    assert.ok(films !== undefined && (await readdir(films)).length > 0, out)
  })
})
