import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { ImageInfoDto, ItemDto, UserDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { apiKey, Keyart, runKeyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

const films = ['Alien (1979)', 'Brazil (1985)', 'Cube (1997)', 'The Dig (2021)', 'Zodiac (2007)']

suite('items over the wire', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let user: UserDto
  let movies: Tree
  let tvshows: Tree

  const page = (query: string) => keyart.client.json<Page<ItemDto>>(`/Items?${query}`)
  const names = async (query: string) => (await page(query)).Items.map(({ Name }) => Name)
  const view = async (name: string) => {
    const { Items } = await keyart.client.json<Page<ItemDto>>('/UserViews')
    return Items.find(({ Name }) => Name === name)!
  }

  before(async () => {
    const folder = stack.use(await temporaryFolder())
    const data = join(folder.path, 'data')
    movies = new Tree(join(folder.path, 'movies'))
    for (const [index, name] of films.entries()) {
      movies
        .film(`${name}/film.mkv`)
        .text(
          `${name}/movie.nfo`,
          `<movie><rating>${9 - index}</rating><genre>G${index}</genre><actor><name>A ${index}</name></actor></movie>`,
        )
        .picture(`${name}/poster.jpg`)
    }
    movies.picture(
      ...['fanart1.jpg', 'fanart2.jpg', 'fanart3.jpg', 'logo.png', 'screenshot1.jpg'].map(
        (name) => `${films[0]}/${name}`,
      ),
      `${films[0]}/film-chapter1.jpg`,
      `${films[1]}/thumb.jpg`,
      `${films[2]}/.actors/A_2.jpg`,
    )
    await movies.write()
    tvshows = await new Tree(join(folder.path, 'tvshows'))
      .film('Lost (2004)/Season 1/Lost S01E01 Pilot.mkv', 'Lost (2004)/Season 2/Lost S02E01.mkv')
      .picture(
        ...['poster.jpg', 'logo.png', 'fanart.jpg', 'thumb.jpg', 'season01-poster.jpg'].map(
          (name) => `Lost (2004)/${name}`,
        ),
      )
      .write(200)
    const added = await runKeyart(['user', 'add', 'Cy', '--data', data])
    assert.equal(added.code, 0, added.errors)
    keyart = stack.use(
      await Keyart.start({
        libraries: [
          { kind: 'movies', folder: movies.root },
          { kind: 'tvshows', folder: tvshows.root },
        ],
        data,
        headers: await apiKey(data),
      }),
    )
    user = (await keyart.client.json<UserDto[]>('/Users'))[0]!
  })

  after(() => stack.disposeAsync())

  test('views, children and everything below', async () => {
    const views = await keyart.client.json<Page<ItemDto>>('/UserViews')
    assert.deepEqual(
      views.Items.map(({ Name, Type, CollectionType }) => [Name, Type, CollectionType]),
      [
        ['Movies', 'CollectionFolder', 'movies'],
        ['TV Shows', 'CollectionFolder', 'tvshows'],
      ],
    )
    assert.equal(views.TotalRecordCount, 2)
    const shows = await view('TV Shows')
    assert.deepEqual(await names(`ParentId=${shows.Id}`), ['Lost'])
    const all = await page(`ParentId=${shows.Id}&Recursive=true`)
    assert.deepEqual(
      all.Items.map(({ Type }) => Type).toSorted((a, b) => (a < b ? -1 : 1)),
      ['Episode', 'Episode', 'Season', 'Season', 'Series'],
    )
    assert.deepEqual(await names('Recursive=true&SearchTerm=zODi'), ['Zodiac'])
    assert.deepEqual(await names('Recursive=true&IncludeItemTypes=Series,Nonsense'), ['Lost'])
    assert.deepEqual(await names('Recursive=true&IncludeItemTypes=Nonsense'), [])
    assert.equal((await page('Recursive=true&ExcludeItemTypes=Episode,Season')).Items.length, 6)
  })

  test('pages, orders and counts', async () => {
    const { Id } = await view('Movies')
    const sorted = ['Alien', 'Brazil', 'Cube', 'The Dig', 'Zodiac']
    const query = `parentId=${Id}&includeItemTypes=Movie`
    assert.deepEqual(await names(query), sorted)
    assert.deepEqual(
      await names(`${query}&SortBy=SortName&SortOrder=Descending`),
      sorted.toReversed(),
    )
    assert.deepEqual(await names(`${query}&sortBy=ProductionYear,SortName`), [
      'Alien',
      'Brazil',
      'Cube',
      'Zodiac',
      'The Dig',
    ])
    assert.deepEqual(await names(`${query}&SortBy=CommunityRating&SortOrder=Descending`), sorted)
    assert.equal((await page(`${query}&SortBy=Random`)).Items.length, 5)

    const some = await page(`${query}&StartIndex=1&Limit=2`)
    assert.deepEqual(
      some.Items.map(({ Name }) => Name),
      ['Brazil', 'Cube'],
    )
    assert.deepEqual([some.StartIndex, some.TotalRecordCount], [1, 5])
    const none = await page(`${query}&Limit=0`)
    assert.deepEqual([none.Items.length, none.TotalRecordCount], [0, 5])
    const beyond = await page(`${query}&StartIndex=50`)
    assert.deepEqual([beyond.Items.length, beyond.TotalRecordCount], [0, 5])
    const uncounted = await page(`${query}&Limit=2&EnableTotalRecordCount=false`)
    assert.deepEqual([uncounted.Items.length, uncounted.TotalRecordCount], [2, 2])

    const [first, second] = (await page(query)).Items
    assert.deepEqual(await names(`Ids=${second!.Id},${first!.Id},${'0'.repeat(32)}`), [
      'Brazil',
      'Alien',
    ])
  })

  test('items by the types of their images', async () => {
    assert.deepEqual(await names('Recursive=true&ImageTypes=Thumb'), ['Brazil', 'Lost'])
    assert.deepEqual(await names('Recursive=true&ImageTypes=Thumb,Logo&IncludeItemTypes=Movie'), [
      'Alien',
      'Brazil',
    ])
    assert.deepEqual(await names('Recursive=true&ImageTypes=Disc'), [])
  })

  test('how much of the images is named', async () => {
    const one = async (query: string) => (await page(`SearchTerm=Alien&${query}`)).Items[0]!
    const all = await one('')
    assert.deepEqual(Object.keys(all.ImageTags!).toSorted(), ['Logo', 'Primary', 'Screenshot'])
    assert.equal(all.BackdropImageTags!.length, 3)
    assert.deepEqual(
      [all.BackdropCount, all.ScreenshotCount, all.ChapterCount, all.ScreenshotImageTags?.length],
      [3, 1, 1, 1],
    )
    assert.equal(all.PrimaryImageAspectRatio, undefined)
    assert.equal(all.Chapters, undefined)
    for (const tag of [...Object.values(all.ImageTags!), ...all.BackdropImageTags!])
      assert.ok(
        Object.values(all.ImageBlurHashes).some((hashes) => hashes[tag] !== undefined),
        `${tag} has no BlurHash`,
      )

    assert.equal((await one('ImageTypeLimit=1')).BackdropImageTags!.length, 1)
    const limited = await one('EnableImageTypes=Primary&enableImageTypes=Backdrop&imageTypeLimit=2')
    assert.deepEqual(Object.keys(limited.ImageTags!), ['Primary'])
    assert.equal(limited.BackdropImageTags!.length, 2)
    const without = await one('EnableImages=false')
    assert.equal(without.ImageTags, undefined)

    const { width, height } = movies.require(`${films[0]}/poster.jpg`)
    const more = await one('Fields=PrimaryImageAspectRatio,Chapters,People,Genres')
    assert.equal(more.PrimaryImageAspectRatio, width / height)
    assert.equal(more.Chapters!.length, 1)
    assert.deepEqual(more.Genres, ['G0'])
    assert.deepEqual(
      more.People!.map(({ Name }) => Name),
      ['A 0'],
    )
  })

  test('what episodes and seasons show of their series', async () => {
    const tag = (name: string) => tvshows.require(`Lost (2004)/${name}`).tag
    const [series] = (await page('Recursive=true&IncludeItemTypes=Series')).Items
    const [pilot, second] = (await page('Recursive=true&IncludeItemTypes=Episode')).Items
    assert.equal(pilot!.SeriesId, series!.Id)
    assert.deepEqual(pilot!.ImageTags, {})
    assert.deepEqual(pilot!.BackdropImageTags, [])
    assert.equal(pilot!.ParentLogoItemId, series!.Id)
    assert.equal(pilot!.ParentLogoImageTag, tag('logo.png'))
    assert.deepEqual(pilot!.ParentBackdropImageTags, [tag('fanart.jpg')])
    assert.equal(pilot!.ParentThumbImageTag, tag('thumb.jpg'))
    assert.equal(pilot!.SeriesPrimaryImageTag, tag('poster.jpg'))
    assert.equal(pilot!.ParentPrimaryImageTag, tag('season01-poster.jpg'))
    assert.equal(second!.ParentPrimaryImageTag, tag('poster.jpg'))
  })

  test('the older forms say the same', async () => {
    const base = `/Users/${user.Id}`
    const { client } = keyart
    const as = `userId=${user.Id}`
    assert.deepEqual(await client.json(`${base}/Views`), await client.json(`/UserViews?${as}`))
    const query = 'Recursive=true&IncludeItemTypes=Movie&Limit=3'
    const newer = await page(`${query}&${as}`)
    assert.deepEqual(await client.json(`/emby${base}/Items?${query}`), newer)
    const [first] = newer.Items
    assert.deepEqual(
      await client.json(`${base}/Items/${first!.Id}`),
      await client.json(`/Items/${first!.Id}?${as}`),
    )
    const latest = await client.json<ItemDto[]>(`/Items/Latest?Limit=4&${as}`)
    assert.equal(latest.length, 4)
    assert.deepEqual(await client.json(`${base}/Items/Latest?Limit=4`), latest)
    const movieView = await view('Movies')
    const ofMovies = await client.json<ItemDto[]>(`/Items/Latest?ParentId=${movieView.Id}`)
    assert.equal(ofMovies.length, 5)
    assert.deepEqual(await client.json(base), user)
    for (const path of ['Views', 'Items', 'Items/Latest', `Items/${first!.Id}`])
      assert.equal((await client.ask(`/Users/${'0'.repeat(32)}/${path}`)).status, 404, path)
  })

  test('one item in full, and the list of its images', async () => {
    const [found] = (await page('SearchTerm=Alien')).Items
    const whole = await keyart.client.json<ItemDto>(`/Items/${found!.Id}`)
    assert.equal(whole.Chapters!.length, 1)
    assert.ok(whole.PrimaryImageAspectRatio !== undefined)
    const infos = await keyart.client.json<ImageInfoDto[]>(`/Items/${found!.Id}/Images`)
    const shown = infos.map(({ ImageType, ImageIndex, ImageTag, Width, Height }) => ({
      key: `${ImageType} ${ImageIndex ?? '-'}`,
      tag: ImageTag,
      width: Width,
      height: Height,
    }))
    const expected = [
      ['Primary -', 'poster.jpg'],
      ['Logo -', 'logo.png'],
      ['Backdrop 0', 'fanart1.jpg'],
      ['Backdrop 1', 'fanart2.jpg'],
      ['Backdrop 2', 'fanart3.jpg'],
      ['Screenshot 0', 'screenshot1.jpg'],
      ['Chapter 0', 'film-chapter1.jpg'],
    ] as const
    const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1)
    assert.deepEqual(
      shown.toSorted(byKey),
      expected
        .map(([key, name]) => ({ key, ...movies.require(`${films[0]}/${name}`) }))
        .toSorted(byKey),
    )
    assert.ok(!JSON.stringify(infos).includes(movies.root))
    const actor = (await page('SearchTerm=Cube&Fields=People')).Items[0]!.People![0]!
    assert.equal(actor.PrimaryImageTag, movies.require(`${films[2]}/.actors/A_2.jpg`).tag)
    const portrait = await keyart.client.ask(`/Items/${actor.Id}/Images/Primary?width=10`)
    assert.equal(portrait.status, 200)
  })

  // Who is told when it asks for them: `test/http/items/paths.test.ts`.
  test('unasked, nowhere is there a path of this machine', async () => {
    const fields = 'Chapters,People,ParentId,SortName,DateCreated,Overview,MediaStreams,ChildCount'
    for (const path of [
      `/Items?Recursive=true&Fields=${fields}`,
      '/UserViews',
      '/Users',
      '/System/Info/Public',
      '/keyart/api/scan',
    ]) {
      const { body } = await keyart.client.ask(path)
      assert.ok(!body.includes(movies.root), path)
      assert.ok(!body.includes('.mkv'), path)
    }
  })
})
