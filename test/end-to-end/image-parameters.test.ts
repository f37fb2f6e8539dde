import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { walkItems } from '../support/announced.ts'
import { Keyart } from '../support/keyart.ts'
import { animation, isClose, pixelAt, quarters } from '../support/pictures.ts'
import { flat } from '../support/rendered.ts'
import { temporaryFolder } from '../support/temporary.ts'

suite('every parameter of images, over HTTP', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let film: ItemDto
  let moving: ItemDto

  before(async () => {
    const folder = stack.use(await temporaryFolder())
    const put = async (path: string, content: Buffer | string) => {
      const file = join(folder.path, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
    }
    const margin = await flat(300, 200, '#ffffff')
      .composite([{ input: await quarters(100, 80).png().toBuffer(), left: 50, top: 30 }])
      .png()
      .toBuffer()
    const portrait = (colour: string) => flat(40, 60, colour).png().toBuffer()
    await put('films/Film (2001)/Film (2001).mkv', 'no film')
    await put('films/Film (2001)/poster.png', await flat(200, 300).png().toBuffer())
    await put('films/Film (2001)/logo.png', margin)
    await put(
      'films/Film (2001)/fanart.jpg',
      await quarters(80, 60).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    )
    await put(
      'films/Film (2001)/movie.nfo',
      '<movie><title>Film</title><actor><name>J. R. Ö/Smith Jr.</name></actor></movie>',
    )
    await put('films/Film (2001)/.actors/J._R._Ö_Smith_Jr..png', await portrait('#ff0000'))
    await put('films/Moving (2002)/Moving (2002).mkv', 'no film')
    await put('films/Moving (2002)/poster.gif', await animation(64, 4, 'gif'))
    await put('music/AC-DC/artist.nfo', '<artist><name>AC/DC</name></artist>')
    await put('music/AC-DC/folder.png', await portrait('#0000ff'))
    await put('music/AC-DC/Album/01 Song.mp3', 'no song')
    const libraries = [
      { kind: 'movies', folder: join(folder.path, 'films') },
      { kind: 'music', folder: join(folder.path, 'music') },
    ]
    keyart = stack.use(
      await Keyart.start({
        libraries,
        data: join(folder.path, 'data'),
        args: ['--no-formats-quick-first'],
      }),
    )
    const items = await walkItems(keyart.client)
    film = items.find(({ Name }) => Name === 'Film')!
    moving = items.find(({ Name }) => Name === 'Moving')!
  })
  after(() => stack.disposeAsync())

  const ask = (path: string, headers: Record<string, string> = {}) =>
    keyart.client.ask(path, { headers })
  async function picture(path: string, headers: Record<string, string> = {}) {
    const { status, body, headers: got } = await ask(path, headers)
    assert.equal(status, 200, `${path}: ${body.subarray(0, 300).toString()}`)
    const { width, height, format } = await sharp(body).metadata()
    return { body, size: `${width}x${height}`, format, etag: got.etag, vary: got.vary }
  }
  const poster = (query: string) => picture(`/Items/${film.Id}/Images/Primary?${query}`)

  test('effects change the picture and its ETag, in any spelling of the names', async () => {
    const plain = await poster('format=png')
    const etags = new Set([plain.etag])
    for (const query of [
      'BLUR=4',
      'ForegroundLayer=0.5',
      'percentplayed=50',
      'UnPlayedCount=7',
      'addPlayedIndicator=true',
    ]) {
      const { etag, size } = await poster(`format=png&${query}`)
      assert.equal(size, '200x300')
      etags.add(etag)
    }
    assert.equal(etags.size, 6)
    for (const query of [
      'blur=0',
      'foregroundLayer=1',
      'percentPlayed=100',
      'unplayedCount=0',
      'addPlayedIndicator=false',
      'cropWhitespace=true',
      'autoOrient=false',
      'keepAnimation=false',
      'enableImageEnhancers=false',
      'blur=&foregroundLayer=',
    ])
      assert.equal((await poster(`format=png&${query}`)).etag, plain.etag, query)
  })

  test('a foreground that is no number is 0.4', async () => {
    const { etag, body } = await poster('foregroundLayer=abc')
    assert.ok(isClose(await pixelAt(body, 100, 100), [80, 80, 80, 255]))
    for (const text of ['0.4', '0,5', 'NaN', 'Infinity', '.4'])
      assert.equal((await poster(`foregroundLayer=${text}`)).etag, etag, text)
  })

  test('a colour that is unknown counts as absent', async () => {
    const logo = (query: string) => picture(`/Items/${film.Id}/Images/Logo?format=png&${query}`)
    const plain = await logo('')
    assert.equal((await logo('backgroundColor=blurple')).etag, plain.etag)
    assert.notEqual((await logo('backgroundColor=teal')).etag, plain.etag)
  })

  test('what is not valid names its parameter', async () => {
    for (const [query, parameter] of [
      ['blur=lots', 'blur'],
      ['percentPlayed=half', 'percentPlayed'],
      ['unplayedCount=1.5', 'unplayedCount'],
      ['cropWhitespace=perhaps', 'cropWhitespace'],
    ] as const) {
      const { status, body } = await ask(`/Items/${film.Id}/Images/Primary?${query}`)
      assert.equal(status, 400, query)
      assert.equal((JSON.parse(body.toString()) as { parameter: string }).parameter, parameter)
    }
  })

  test('cropping comes before sizes', async () => {
    const logo = (query: string) => picture(`/Items/${film.Id}/Images/Logo?format=png&${query}`)
    assert.equal((await logo('')).size, '300x200')
    const cropped = await logo('cropWhitespace=true')
    assert.equal(cropped.size, '100x80')
    assert.ok(isClose(await pixelAt(cropped.body, 0, 0), [255, 0, 0, 255], 2))
    assert.equal((await logo('cropWhitespace=true&maxWidth=50')).size, '50x40')
    const { status } = await ask(`/Items/${film.Id}/Images/Logo?format=png&cropWhitespace=true`, {
      'if-none-match': cropped.etag!,
    })
    assert.equal(status, 304)
  })

  test('upright, or as stored', async () => {
    const backdrop = `/Items/${film.Id}/Images/Backdrop/0`
    assert.equal((await picture(backdrop)).size, '60x80')
    assert.equal((await picture(`${backdrop}?autoOrient=false`)).size, '80x60')
    assert.equal((await picture(`${backdrop}?autoOrient=false&width=40`)).size, '40x30')
  })

  test('an animation moves until it is told not to', async () => {
    const pages = async (query: string) => {
      const { body } = await picture(`/Items/${moving.Id}/Images/Primary?${query}`)
      return (await sharp(body).metadata()).pages ?? 1
    }
    assert.equal(await pages(''), 4)
    assert.equal(await pages('width=32'), 4)
    assert.equal(await pages('keepAnimation=false'), 1)
    assert.equal(await pages('percentPlayed=20'), 1)
  })

  test('`accept` stands in for the header, and adds to it', async () => {
    const at = `/Items/${film.Id}/Images/Primary?width=50`
    assert.equal((await picture(at)).format, 'jpeg')
    assert.equal((await picture(`${at}&accept=webp`)).format, 'webp')
    assert.equal((await picture(`${at}&accept=image/webp`)).format, 'webp')
    assert.equal((await picture(`${at}&accept=webp`, { accept: 'image/png' })).format, 'webp')
    const fixed = await picture(`${at}&accept=webp&format=png`)
    assert.deepEqual([fixed.format, fixed.vary], ['png', undefined])
  })

  const long = (...rest: readonly string[]) =>
    `/Items/${film.Id}/Images/Primary/0/${rest.join('/')}`

  test('the long route is the query in another place', async () => {
    const tag = film.ImageTags!['Primary']!
    const byPath = await picture(long(tag, 'png', '100', '0', '50', '0'))
    const byQuery = await poster(`tag=${tag}&format=png&maxWidth=100&percentPlayed=50`)
    assert.deepEqual([byPath.size, byPath.etag], ['100x150', byQuery.etag])
    const nothing = await picture(long('0', 'original', '0', '0', '0', '0'))
    assert.equal(nothing.etag, (await poster('')).etag)
    const count = await picture(`${long(tag, 'Png', '0', '150', '0', '12')}?blur=3`)
    const counted = await poster('format=png&maxHeight=150&unplayedCount=12&blur=3')
    assert.deepEqual([count.size, count.etag], ['100x150', counted.etag])
    const head = await keyart.client.ask(long(tag, 'png', '100', '0', '50', '0'), {
      method: 'HEAD',
    })
    assert.deepEqual([head.status, head.body.length], [200, 0])
    assert.equal(head.headers.etag, byPath.etag)
    for (const [parts, parameter] of [
      [['0', 'png', 'x', '0', '0', '0'], 'maxWidth'],
      [['0', 'png', '0', 'x', '0', '0'], 'maxHeight'],
      [['0', 'png', '0', '0', 'x', '0'], 'percentPlayed'],
      [['0', 'png', '0', '0', '0', '1.5'], 'unplayedCount'],
    ] as const) {
      const { status, body } = await ask(long(...parts))
      assert.equal(status, 400, parts.join())
      assert.equal((JSON.parse(body.toString()) as { parameter: string }).parameter, parameter)
    }
  })

  test('a value that other servers know, or pass over, does not cost the picture', async () => {
    const url = `/Items/${film.Id}/Images/Primary`
    const plain = await picture(`${url}?maxWidth=50`)
    for (const odd of [
      'Format=original',
      'format=svg',
      'format=tiff',
      'format=5',
      'quality=0',
      'quality=-1',
      'accept=nonsense',
      'X-Emby-Token=none',
      'fields=all&_=1',
    ]) {
      const { etag } = await picture(`${url}?maxWidth=50&${odd}`)
      assert.equal(etag, plain.etag, odd)
    }
    const best = await picture(`${url}?maxWidth=50&format=jpg&quality=100`)
    const more = await picture(`${url}?maxWidth=50&format=jpg&quality=101`)
    assert.equal(more.etag, best.etag)
    const soft = await picture(`${url}?maxWidth=50&blur=100`)
    const softer = await picture(`${url}?maxWidth=50&blur=1000`)
    assert.equal(softer.etag, soft.etag)
    const old = await picture(`${url}/0/0/nonsense/50/0/0/0`)
    assert.equal(old.etag, plain.etag)
    const webp = await picture(`${url}?maxWidth=50&accept=webp`)
    assert.equal(webp.format, 'webp')
  })

  test('images by name: persons and artists, in any case, with slashes and dots', async () => {
    const red = [255, 0, 0, 255]
    const blue = [0, 0, 255, 255]
    const smith = encodeURIComponent('J. R. Ö/Smith Jr.')
    for (const [path, colour] of [
      [`/Persons/${smith}/Images/Primary`, red],
      [`/persons/${smith.toLowerCase()}/images/primary/0`, red],
      [`/emby/Persons/${smith}/Images/Primary?format=png`, red],
      ['/Artists/AC%2FDC/Images/Primary', blue],
      ['/Artists/ac%2fdc/Images/Primary/0', blue],
      // One who only acts here.
      [`/Artists/${smith}/Images/Primary`, red],
    ] as const) {
      const { body } = await picture(path)
      assert.ok(isClose(await pixelAt(body, 5, 5), colour), path)
      const { status } = await keyart.client.ask(path, { method: 'HEAD' })
      assert.equal(status, 200, path)
    }
  })

  test('names without an image are 404, and unknown types 400', async () => {
    for (const [path, expected] of [
      ['/Persons/Nobody/Images/Primary', 404],
      ['/Persons/%25%2F..%2F/Images/Primary', 404],
      ['/Artists/AC%2FDC/Images/Logo', 404],
      ['/Artists/AC%2FDC/Images/Primary/1', 404],
      ['/Genres/Drama/Images/Primary', 404],
      ['/MusicGenres/Rock/Images/Primary/0', 404],
      ['/GameGenres/Puzzle/Images/Thumb', 404],
      ['/Studios/A.%20B./Images/Thumb', 404],
      ['/Years/1999/Images/Primary', 404],
      ['/Persons/Nobody/Images/Selfie', 400],
      ['/Persons/Nobody/Images/Primary/x', 400],
    ] as const) {
      const { status, body } = await ask(path)
      assert.equal(status, expected, path)
      const { code } = JSON.parse(body.toString()) as { code: string }
      if (expected === 404) assert.equal(code, 'IMAGE_NOT_FOUND', path)
    }
  })
})
