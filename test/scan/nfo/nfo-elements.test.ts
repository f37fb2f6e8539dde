import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decodeNfo } from '../../../src/scan/nfo/nfo-text.ts'
import { type NfoEntry, parseNfo } from '../../../src/scan/nfo/nfo.ts'

type Expected = { readonly [K in keyof NfoEntry]?: NfoEntry[K] | undefined }

/** What one element of an `.nfo` becomes, as Kodi, Jellyfin, Emby, MediaElch and tinyMediaManager write it. */
const cases: Readonly<Record<string, readonly (readonly [string, Expected])[]>> = {
  writers: [
    ['<credits>A</credits><credits>B</credits>', { people: [writer('A'), writer('B')] }],
    ['<credits>A / B</credits>', { people: [writer('A'), writer('B')] }],
    ['<writer>A</writer><credits>a</credits>', { people: [writer('a')] }],
    ['<director>A</director><credits>A</credits>', { people: [director('A'), writer('A')] }],
  ],
  'roles by type': [
    [actor('A', '<type>GuestStar</type>'), { people: [{ name: 'A', kind: 'GuestStar' }] }],
    [actor('A', '<type>Guest Star</type>'), { people: [{ name: 'A', kind: 'GuestStar' }] }],
    [actor('A', '<type>Director</type>'), { people: [director('A')] }],
    [actor('A', '<type>writer</type>'), { people: [writer('A')] }],
    [actor('A', '<type>Actor</type>'), { people: [{ name: 'A', kind: 'Actor' }] }],
    [actor('A', '<type>Stranger</type>'), { people: [{ name: 'A', kind: 'Actor' }] }],
    [actor('A', '<type>constructor</type>'), { people: [{ name: 'A', kind: 'Actor' }] }],
    [actor('A', '<role>B</role>'), { people: [{ name: 'A', kind: 'Actor', role: 'B' }] }],
  ],
  days: [
    ['<premiered>1995</premiered>', { year: 1995, premiered: undefined }],
    ['<premiered>1995-12-15</premiered>', { year: 1995, premiered: '1995-12-15' }],
    ['<premiered>1995-13-45</premiered>', { year: 1995, premiered: undefined }],
    ['<premiered>1995-12-15T00:00:00</premiered>', { year: 1995, premiered: '1995-12-15' }],
    ['<year>1996</year><premiered>1995-12-15</premiered>', { year: 1996, premiered: '1995-12-15' }],
    ['<aired>2001-02-03</aired>', { year: 2001, premiered: '2001-02-03' }],
    ['<releasedate>2001-02-03</releasedate>', { year: 2001, premiered: '2001-02-03' }],
    ['<premiered>19951</premiered>', { year: undefined, premiered: undefined }],
    ['<year>0</year>', { year: undefined }],
  ],
  ratings: [
    [ratings(rating('7.1'), rating('8.3', 'default="true"')), { rating: 8.3 }],
    [ratings(rating('7.1', 'default="false"'), rating('8.3')), { rating: 7.1 }],
    [`<rating>5</rating>${ratings(rating('7.1'))}`, { rating: 7.1 }],
    ['<rating>6,5</rating>', { rating: 6.5 }],
    ['<communityrating>6.4</communityrating>', { rating: 6.4 }],
    ['<rating>0</rating>', { rating: undefined }],
    ['<rating>85</rating>', { rating: undefined }],
    ['<ratings></ratings><rating>4</rating>', { rating: 4 }],
  ],
  numbers: [
    ['<season>2</season><episode>3</episode>', { season: 2, episode: 3 }],
    ['<episode>3</episode><episodenumberend>5</episodenumberend>', { episode: 3, episodeEnd: 5 }],
    ['<season>-1</season><episode>x</episode>', { season: undefined, episode: undefined }],
    ['<season>0</season>', { season: 0 }],
  ],
  texts: [
    ['<title>Caf&eacute; &#38; Bar</title>', { title: 'Café & Bar' }],
    ['<title><![CDATA[A < B]]></title>', { title: 'A < B' }],
    ['<title> </title><name>B</name>', { title: 'B' }],
    ['<TITLE>A</TITLE>', { title: 'A' }],
    ['<outline>short</outline>', { plot: 'short' }],
    ['<plot></plot><outline>short</outline>', { plot: 'short' }],
    ['<genre>A / B</genre><genre>B</genre>', { genres: ['A', 'B'] }],
  ],
  pictures: [
    ['<thumb aspect="poster">C:\\art\\my.jpg</thumb>', pictured('Primary', 'my.jpg')],
    ['<fanart><thumb>back.jpg</thumb></fanart>', pictured('Backdrop', 'back.jpg')],
    ['<art><clearlogo>../logo.png</clearlogo></art>', pictured('Logo', 'logo.png')],
    ['<thumb aspect="poster">https://example.org/a.jpg</thumb>', { pictures: undefined }],
    ['<thumb aspect="constructor">a.jpg</thumb>', { pictures: undefined }],
  ],
}

function writer(name: string) {
  return { name, kind: 'Writer' } as const
}
function director(name: string) {
  return { name, kind: 'Director' } as const
}
function actor(name: string, inside: string): string {
  return `<actor><name>${name}</name>${inside}</actor>`
}
function rating(value: string, attributes = ''): string {
  return `<rating name="x" ${attributes}><value>${value}</value></rating>`
}
function ratings(...all: readonly string[]): string {
  return `<ratings>${all.join('')}</ratings>`
}
function pictured(type: 'Primary' | 'Backdrop' | 'Logo', name: string): Partial<NfoEntry> {
  return { pictures: [{ type, name }] }
}

function entriesOf(text: string): readonly NfoEntry[] {
  const nfo = parseNfo(text)
  assert.equal(nfo.kind, 'read', text)
  return nfo.kind === 'read' ? nfo.entries : []
}

suite('what an element of an .nfo becomes', () => {
  for (const [name, rows] of Object.entries(cases))
    test(name, () => {
      for (const [inside, expected] of rows) {
        const [entry] = entriesOf(`<movie>${inside}</movie>`)
        for (const [key, value] of Object.entries(expected))
          assert.deepEqual(entry?.[key as keyof NfoEntry], value, `${inside}: ${key}`)
      }
    })

  test('names of seasons', () => {
    const named = '<namedseason number="1">First</namedseason><namedseason>None</namedseason>'
    assert.deepEqual(entriesOf(`<tvshow>${named}</tvshow>`)[0]?.seasonNames, { 1: 'First' })
    assert.equal(entriesOf(`<movie>${named}</movie>`)[0]?.seasonNames, undefined)
  })

  test('several episodes of one file, whatever lies between them', () => {
    const one = (number: number) =>
      `<episodedetails><title>E${number}</title><season>1</season><episode>${number}</episode></episodedetails>`
    for (const between of ['', '\n', '<!-- two -->', '<?xml version="1.0"?>'])
      assert.deepEqual(
        entriesOf(one(1) + between + one(2)).map(({ title, episode }) => [title, episode]),
        [
          ['E1', 1],
          ['E2', 2],
        ],
        between,
      )
  })

  test('the same in every encoding', () => {
    const xml = '<movie><title>Größe &ndash; café</title></movie>'
    const latin = `<?xml version="1.0" encoding="ISO-8859-1"?>${xml}`
    const wide = Buffer.from(`<?xml version="1.0" encoding="UTF-16"?>${xml}`, 'utf16le')
    for (const bytes of [
      Buffer.from(xml),
      Buffer.from(`\u{feff}${xml}`),
      Buffer.from(latin, 'latin1'),
      Buffer.from(xml, 'latin1'),
      wide,
      Buffer.from(wide).swap16(),
    ])
      assert.equal(entriesOf(decodeNfo(bytes))[0]?.title, 'Größe – café')
  })
})
