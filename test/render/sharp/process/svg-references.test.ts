import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { flat, Studio } from '../../../support/rendered.ts'
import { pixelAt } from '../../../support/pictures.ts'
import { temporaryFolder } from '../../../support/temporary.ts'

const svg = (body: string, start = '') =>
  Buffer.from(
    `${start}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xi="http://www.w3.org/2001/XInclude" width="40" height="40">${body}</svg>`,
  )

suite('an SVG draws nothing that is not in it', () => {
  const stack = new AsyncDisposableStack()
  let studio: Studio
  const asked: string[] = []
  /** Ways to write where the red picture lies. */
  let places: readonly string[]

  before(async () => {
    const folder = stack.use(await temporaryFolder())
    studio = stack.use(await Studio.open())
    const red = await flat(40, 40, '#ff0000').png().toBuffer()
    const redSvg = svg('<rect id="a" width="40" height="40" fill="red"/>')
    await writeFile(join(folder.path, 'red.png'), red)
    await writeFile(join(folder.path, 'red.svg'), redSvg)
    // Beside the drawing, should it be looked for there.
    await studio.put('red.png', red)
    await studio.put('red.svg', redSvg)
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.setHeader('content-type', 'image/png')
      response.end(red)
    }).listen(0, '127.0.0.1')
    stack.defer(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const file = join(folder.path, 'red.png')
    places = [
      `http://127.0.0.1:${port}/red.png`,
      `//127.0.0.1:${port}/red.png`,
      pathToFileURL(file).href,
      file,
      'red.png',
      './red.svg',
      '.?../../../../../../../../../..' + file,
      `data:text/plain,x/../../../../../../../../../..${file}`,
      pathToFileURL(join(folder.path, 'red.svg')).href,
    ]
  })
  after(() => stack.disposeAsync())

  /** Whether anything of it is red; a drawing that cannot be made shows nothing. */
  async function showsRed(bytes: Buffer): Promise<boolean> {
    const original = await studio.put('x.svg', bytes).catch(() => undefined)
    if (original === undefined) return false
    const made = await studio.answer(original, { format: 'png', background: '#ffffff' })
    const [red = 0, green = 0] = await pixelAt(made.bytes, 20, 20)
    return red > 200 && green < 60
  }

  test('CVE-2023-38633, CVE-2023-1496: no file, no address, by picture, use, filter, style or inclusion', async () => {
    assert.equal(await showsRed(svg('<rect width="40" height="40" fill="red"/>')), true)
    for (const place of places) {
      const ways = [
        `<image width="40" height="40" xlink:href="${place}"/>`,
        `<image width="40" height="40" href="${place}"/>`,
        `<use xlink:href="${place}#a"/>`,
        `<filter id="f"><feImage xlink:href="${place}"/></filter><rect width="40" height="40" filter="url(#f)"/>`,
        `<rect width="40" height="40" fill="url(${place}#a)"/>`,
        `<style>@import url("${place}"); rect { fill: url("${place}") }</style><rect width="40" height="40"/>`,
        `<xi:include href="${place}"/>`,
        `<xi:include parse="text" href="${place}"/>`,
        `<foreignObject width="40" height="40"><img xmlns="http://www.w3.org/1999/xhtml" src="${place}"/></foreignObject>`,
      ]
      for (const way of ways) assert.equal(await showsRed(svg(way)), false, way)
      const sheet = `<?xml-stylesheet href="${place}"?>`
      assert.equal(await showsRed(svg('<rect width="40" height="40"/>', sheet)), false)
      const entity = `<!DOCTYPE svg [<!ENTITY a SYSTEM "${place}"><!ENTITY % b SYSTEM "${place}">%b;]>`
      assert.equal(await showsRed(svg('&a;', entity)), false)
    }
    assert.deepEqual(asked, [])
  })

  test('CVE-2023-1496: scripts, events and foreign content do nothing', async () => {
    const paint = `document.querySelector('rect').setAttribute('fill', 'red')`
    for (const body of [
      `<rect width="40" height="40"/><script>${paint}</script>`,
      `<rect width="40" height="40" onload="${paint}" onclick="${paint}"/>`,
      `<a xlink:href="javascript:${paint}"><rect width="40" height="40"/></a>`,
      `<rect width="40" height="40"><set attributeName="fill" to="red" begin="0s"/><animate attributeName="fill" to="red" dur="1ms" fill="freeze"/></rect>`,
      `<foreignObject width="40" height="40"><div xmlns="http://www.w3.org/1999/xhtml" style="background:red;width:40px;height:40px"/></foreignObject>`,
    ])
      assert.equal(await showsRed(svg(body)), false, body)
  })

  test('a drawing of one unit may be drawn as large as any', async () => {
    const dot =
      '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><rect width="1" height="1" fill="red"/></svg>'
    const original = await studio.put('dot.svg', Buffer.from(dot))
    const made = await studio.answer(original, { format: 'png', size: { width: 2000 } })
    assert.deepEqual([made.plan.width, made.plan.height], [2000, 2000])
    assert.deepEqual(await pixelAt(made.bytes, 1000, 1000), [255, 0, 0, 255])
  })
})
