import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseNfo } from '../../../src/scan/nfo/nfo.ts'

const factsOf = (inside: string, root = 'movie') => {
  const nfo = parseNfo(`<${root}>${inside}</${root}>`)
  assert.equal(nfo.kind, 'read')
  return nfo.kind === 'read' ? nfo.entries[0]?.facts : undefined
}

test('an `.nfo` without facts has none', () => {
  assert.equal(
    factsOf('<title>Alien</title><status>Planned</status><runtime>?</runtime>'),
    undefined,
  )
})

test('each fact is read from its element', () => {
  const facts = factsOf(
    '<tag>sea</tag><tag>winter light</tag><tagline>Wait</tagline><country>Norland</country>' +
      '<criticrating>62</criticrating><dateadded>2020-04-10 10:00:00</dateadded>' +
      '<runtime>95 min</runtime><lockdata>true</lockdata><trailer>plugin://x</trailer>' +
      '<imdbid>tt9910011</imdbid><tmdbid>17</tmdbid><tvdbid>not an id</tvdbid>',
  )
  assert.deepEqual(facts, {
    tags: ['sea', 'winter light'],
    taglines: ['Wait'],
    countries: ['Norland'],
    providerIds: { Imdb: 'tt9910011', Tmdb: '17' },
    criticRating: 62,
    addedAt: Date.UTC(2020, 3, 10, 10),
    runTimeTicks: 57_000_000_000,
    isLocked: true,
  })
})

test('series have a status and an end, specials a place', () => {
  const series = factsOf('<status>Ended</status><enddate>2022-05-01</enddate>', 'tvshow')
  assert.deepEqual(series, { status: 'Ended', endDate: '2022-05-01' })
  const special = factsOf(
    '<airsbefore_season>1</airsbefore_season><airsbefore_episode>2</airsbefore_episode>',
    'episodedetails',
  )
  assert.deepEqual(special, { airsBefore: { season: 1, episode: 2 } })
})
