import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type NfoEntry, parseNfo } from '../../../src/scan/nfo/nfo.ts'

function entriesOf(text: string): readonly NfoEntry[] {
  const nfo = parseNfo(text)
  assert.equal(nfo.kind, 'read')
  return nfo.kind === 'read' ? nfo.entries : []
}

test('reads a film as Kodi writes it', () => {
  const [film] = entriesOf(`\uFEFF<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
    <movie>
      <title>Heat &amp; Dust</title><originaltitle>H&#xE9;at</originaltitle>
      <sorttitle>Heat 1</sorttitle>
      <ratings><rating name="imdb" max="10" default="true"><value>8.3</value></rating></ratings>
      <plot><![CDATA[Two <men>.]]></plot><mpaa>R</mpaa><premiered>1995-12-15</premiered>
      <genre>Crime / Drama</genre><genre>Thriller</genre><genre>Drama</genre>
      <studio>Warner</studio><credits>M. Mann</credits><director>Michael Mann</director>
      <actor><name>Al Pacino</name><role>Hanna</role><order>0</order></actor>
      <actor><name>Robert De Niro</name></actor><actor><role>nobody</role></actor>
    </movie>
    https://www.themoviedb.org/movie/949`)
  assert.deepEqual(film, {
    kind: 'movie',
    title: 'Heat & Dust',
    originalTitle: 'Héat',
    sortTitle: 'Heat 1',
    plot: 'Two <men>.',
    year: 1995,
    premiered: '1995-12-15',
    rating: 8.3,
    mpaa: 'R',
    genres: ['Crime', 'Drama', 'Thriller'],
    studios: ['Warner'],
    artists: [],
    people: [
      { name: 'Al Pacino', kind: 'Actor', role: 'Hanna' },
      { name: 'Robert De Niro', kind: 'Actor' },
      { name: 'Michael Mann', kind: 'Director' },
      { name: 'M. Mann', kind: 'Writer' },
    ],
  })
})

test('reads several episodes from one file', () => {
  const entries = entriesOf(
    `<episodedetails><title>One</title><season>1</season><episode>1</episode></episodedetails>
     <episodedetails><title>Two</title><season>1</season><episode>2</episode><aired>2001-02-03</aired></episodedetails>`,
  )
  assert.deepEqual(
    entries.map(({ title, season, episode, year }) => [title, season, episode, year]),
    [
      ['One', 1, 1, undefined],
      ['Two', 1, 2, 2001],
    ],
  )
})

test('reads series, season, artist and album', () => {
  assert.equal(entriesOf('<tvshow><title>Lost</title><year>2004</year></tvshow>')[0]?.year, 2004)
  assert.equal(entriesOf('<season><seasonnumber>2</seasonnumber></season>')[0]?.season, 2)
  assert.equal(entriesOf('<artist><name>Queen</name></artist>')[0]?.title, 'Queen')
  assert.deepEqual(entriesOf('<album><artist>Queen</artist></album>')[0]?.artists, ['Queen'])
})

test('knows no entities but those of XML and HTML', () => {
  const nfo = parseNfo(
    '<!DOCTYPE m [<!ENTITY a "aaaa">]><movie><title>&a;&eacute;&lt;</title></movie>',
  )
  assert.ok(nfo.kind === 'read')
  assert.equal(nfo.entries[0]?.title, '&a;é<')
  const file = parseNfo(
    '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><movie><title>&a;</title></movie>',
  )
  assert.ok(!JSON.stringify(file).includes('root:'))
})

test('what cannot be read is broken; a bare link is nothing at all', () => {
  for (const text of ['', '  ', '<', '<a', '<html><body/></html>', '<movie'])
    assert.equal(parseNfo(text).kind, 'broken', text)
  assert.deepEqual(parseNfo('https://www.imdb.com/title/tt0113277/'), { kind: 'read', entries: [] })
})

test('never throws, and always gives strings where strings are promised', () => {
  const tag = fc.constantFrom(
    'movie',
    'title',
    'actor',
    'name',
    'genre',
    'year',
    'constructor',
    '__proto__',
  )
  const piece = fc.oneof(
    tag.map((name) => `<${name}>`),
    tag.map((name) => `</${name}>`),
    tag.map((name) => `<${name} a="1"/>`),
    fc.string({ maxLength: 6 }),
    fc.constantFrom(
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?x',
      '?>',
      '&#0;',
      '&#x110000;',
      '<!DOCTYPE a [',
    ),
  )
  const outcomes = { read: 0, broken: 0 }
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.boolean(), (pieces, inFilm) => {
      const text = pieces.join('')
      const nfo = parseNfo(inFilm ? `<movie>${text}</movie>` : text)
      outcomes[nfo.kind]++
      if (nfo.kind === 'broken') return
      for (const { title, genres, people } of nfo.entries) {
        assert.ok(title === undefined || typeof title === 'string')
        assert.ok(genres.every((genre) => typeof genre === 'string' && genre !== ''))
        assert.ok(people.every(({ name }) => typeof name === 'string' && name !== ''))
      }
    }),
    { numRuns: 1000 },
  )
  for (const count of Object.values(outcomes)) assert.ok(count > 50, JSON.stringify(outcomes))
})

test('issue 15: the set of a film, as Kodi and others have written it', () => {
  const setOf = (inner: string, root = 'movie') => entriesOf(`<${root}>${inner}</${root}>`)[0]?.set
  assert.deepEqual(setOf('<set>Alien Collection</set>'), { name: 'Alien Collection' })
  assert.deepEqual(
    setOf('<set tmdbcolid="8091"><name>Alien &amp; co</name><overview>All.</overview></set>'),
    { name: 'Alien & co', overview: 'All.' },
  )
  assert.deepEqual(setOf('<set/><set><name>Second</name><overview/></set>'), { name: 'Second' })
  assert.deepEqual(setOf('<sets><set order="1">Old</set></sets>'), { name: 'Old' })
  for (const none of ['', '<set/>', '<set> </set>', '<set><overview>All.</overview></set>'])
    assert.equal(setOf(none), undefined)
  assert.equal(setOf('<set>Alien</set>', 'tvshow'), undefined)
  assert.equal(setOf(`<set>${'x'.repeat(5000)}</set>`)?.name.length, 1000)
})
