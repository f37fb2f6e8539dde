import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { parseEpisode } from '../../../src/library/naming/episode-names.ts'
import { parseSeasonFolder } from '../../../src/library/naming/season-folders.ts'
import { extraTypeOf, folderExtraType, isExtraFile } from '../../../src/library/naming/extras.ts'
import { extensionOf, stemOf } from '../../../src/library/naming/media-files.ts'
import {
  parseAlbumTitle,
  parseBoxSet,
  parseDiscFolder,
  parsePart,
  parseTrack,
} from '../../../src/library/naming/names.ts'
import { parseTitle } from '../../../src/library/naming/titles.ts'
import {
  episodeSortName,
  seasonSortName,
  sortName,
  trackSortName,
  writtenSortName,
} from '../../../src/library/naming/sort-name.ts'
import { providerIdsIn } from '../../../src/library/naming/provider-ids.ts'
import { ratingAge } from '../../../src/library/parental-rating.ts'
import { threadTime } from '../../support/thread-time.ts'

function table<T>(
  name: string,
  parse: (text: string) => T,
  rows: readonly (readonly [string, T])[],
) {
  suite(name, () => {
    for (const [text, expected] of rows) test(text, () => assert.deepEqual(parse(text), expected))
  })
}

table('titles', parseTitle, [
  ['Film Name (1999)', { name: 'Film Name', year: 1999 }],
  ['Film Name [1999]', { name: 'Film Name', year: 1999 }],
  ['Film.Name.1999.1080p.x264-GROUP', { name: 'Film Name', year: 1999 }],
  ['Film_Name_1999_720p', { name: 'Film Name', year: 1999 }],
  ['Film Name 1999 1080p BluRay', { name: 'Film Name', year: 1999 }],
  ['Film Name', { name: 'Film Name' }],
  ['Film Name 1080p WEB-DL', { name: 'Film Name' }],
  ['1917 (2019)', { name: '1917', year: 2019 }],
  ['2012', { name: '2012' }],
  ['2001 A Space Odyssey (1968)', { name: '2001 A Space Odyssey', year: 1968 }],
  ['Blade.Runner.2049.2017.2160p.UHD', { name: 'Blade Runner 2049', year: 2017 }],
  ['Blade Runner 2049', { name: 'Blade Runner 2049' }],
  ['Wonder Woman 1984 (2020)', { name: 'Wonder Woman 1984', year: 2020 }],
  ['Wonder Woman 1984', { name: 'Wonder Woman 1984' }],
  ['Heat (1995) - 1080p', { name: 'Heat', year: 1995 }],
  ['Heat (1995) [imdbid-tt0113277] {edition-Cut}', { name: 'Heat', year: 1995 }],
  ['The Matrix [tmdbid-603]', { name: 'The Matrix' }],
  ['S.W.A.T', { name: 'S.W.A.T' }],
  ['S.W.A.T. (2017)', { name: 'S.W.A.T.', year: 2017 }],
  ['S.W.A.T.2003.1080p', { name: 'S.W.A.T', year: 2003 }],
  ['Mr. Robot', { name: 'Mr. Robot' }],
  ['The Office (2005-2013)', { name: 'The Office', year: 2005 }],
  ['Amélie (2001)', { name: 'Amélie', year: 2001 }],
  ['(1999)', { name: '(1999)', year: 1999 }],
  ['[note]', { name: '[note]' }],
  ['FR - Intouchables (2011)', { name: 'Intouchables', year: 2011 }],
  ['EN - Heat', { name: 'Heat' }],
  ['IT - Chapter Two (2019)', { name: 'IT - Chapter Two', year: 2019 }],
  ['En - ', { name: 'En' }],
  ['Ne.Le.Dis.A.Personne.Fr 2 cd', { name: 'Ne Le Dis A Personne' }],
  ['Mission 2 cd', { name: 'Mission' }],
  ['Fr. Brown', { name: 'Fr. Brown' }],
])

table('episodes', parseEpisode, [
  ['Show S01E02', { season: 1, episode: 2, title: '' }],
  ['Show - s01e02 - The Title', { season: 1, episode: 2, title: 'The Title' }],
  ['Show.S01E02.The.Title.1080p.WEB', { season: 1, episode: 2, title: 'The Title' }],
  ['Show 1x02 Title', { season: 1, episode: 2, title: 'Title' }],
  ['Show S01E01-E03 Title', { season: 1, episode: 1, episodeEnd: 3, title: 'Title' }],
  ['Show S01E01E02', { season: 1, episode: 1, episodeEnd: 2, title: '' }],
  ['Show S01E01-02', { season: 1, episode: 1, episodeEnd: 2, title: '' }],
  ['Show S01E01-S01E03', { season: 1, episode: 1, episodeEnd: 3, title: '' }],
  ['Show 1x01-1x02', { season: 1, episode: 1, episodeEnd: 2, title: '' }],
  ['Show 1x01x02', { season: 1, episode: 1, episodeEnd: 2, title: '' }],
  ['Show S2009E12', { season: 2009, episode: 12, title: '' }],
  ['Show S01E02-1080p', { season: 1, episode: 2, title: '' }],
  ['Show 2009-12-31 Title', { date: '2009-12-31', title: 'Title' }],
  ['02 - Title', { episode: 2, title: 'Title' }],
  ['Episode 12', { episode: 12, title: '' }],
  ['E03 Title', { episode: 3, title: 'Title' }],
  ['Film 1920x1080', { title: 'Film' }],
  ['Pilot', { title: 'Pilot' }],
])

table('season folders', parseSeasonFolder, [
  ['Season 1', 1],
  ['season 01', 1],
  ['Staffel 12', 12],
  ['S03', 3],
  ['Specials', 0],
  ['Season 0', 0],
  ['Show Season 2', 2],
  ['Season.4', 4],
  ['Säsong 5', 5],
  ['7', 7],
  ['Season 2009', 2009],
  ['Episode 1 SEASON 2', undefined],
  ['extras', undefined],
  ['Reasons 2', undefined],
  ['1999', undefined],
])

table('tracks', parseTrack, [
  ['01 - Title', { name: 'Title', track: 1 }],
  ['01. Title', { name: 'Title', track: 1 }],
  ['01 Title', { name: 'Title', track: 1 }],
  ['1-02 Title', { name: 'Title', disc: 1, track: 2 }],
  ['1-02 - Title', { name: 'Title', disc: 1, track: 2 }],
  ['Title', { name: 'Title' }],
  ['2000 Light Years', { name: '2000 Light Years' }],
  ['07', { name: '07', track: 7 }],
])

table('albums', parseAlbumTitle, [
  ['Album (1999)', { name: 'Album', year: 1999 }],
  ['1999 - Album', { name: 'Album', year: 1999 }],
  ['(1999) - Album', { name: 'Album', year: 1999 }],
  ['Album (1999) [FLAC]', { name: 'Album', year: 1999 }],
  ['1984', { name: '1984' }],
  ['M.I.A. Vol. 2', { name: 'M.I.A. Vol. 2' }],
])

table('discs', parseDiscFolder, [
  ['CD1', 1],
  ['Disc 2', 2],
  ['disk-03 - Live', 3],
  ['CDs', undefined],
  ['Discovery', undefined],
])

table('parts', parsePart, [
  ['Film cd1', { base: 'Film', part: 1 }],
  ['Film (1999) - part2', { base: 'Film (1999)', part: 2 }],
  ['Film.pt.b', { base: 'Film', part: 2 }],
  ['Film', undefined],
  ['Department 1', undefined],
])

table('box sets', parseBoxSet, [
  ['Alien [boxset]', 'Alien'],
  ['Alien', undefined],
])

table('extras', isExtraFile, [
  ['Film-trailer.mkv', true],
  ['Film.sample.mkv', true],
  ['sample.mkv', true],
  ['Film-behindthescenes.mkv', true],
  ['Film-trailer2.mp4', true],
  ['Trailer Park.mkv', false],
  ['The Interview.mkv', false],
  ['Example.mkv', false],
])

table('sort names', sortName, [
  ['The Matrix', 'matrix'],
  ['A Film', 'film'],
  ['An Ox', 'ox'],
  ['Theatre', 'theatre'],
  ['The', 'the'],
  ['Rocky 2', 'rocky 0000000002'],
  ["Ocean's Eleven", 'oceans eleven'],
  ['Romeo + Juliet', 'romeo   juliet'],
  ['S.W.A.T', 's w a t'],
  ['Me, Myself & Irene', 'me myself  irene'],
  ['---', '---'],
  ['Lost in the Fog', 'lost in fog'],
  ['Vitamin A', 'vitamin'],
  ['Keeper’s Tale', 'keepers tale'],
  ['“Aside”', 'aside'],
  ['Œuvre: Rêve', 'oeuvre reve'],
  ['Ångström', 'angstrom'],
  ['Straße der Æsir', 'strasse der aesir'],
  ['Война', 'воина'],
  ['¡¿', '¡¿'],
])

table('sort names that somebody wrote', writtenSortName, [
  ['The Zebra 2', 'the zebra 0000000002'],
  ['Été', 'ete'],
])

table('ids in names', providerIdsIn, [
  ['Film (1999) [tmdbid-603]', { Tmdb: '603' }],
  ['Film (1999) {tmdb-603} {imdb-tt0133093}', { Tmdb: '603', Imdb: 'tt0133093' }],
  ['Series [tvdbid=42]', { Tvdb: '42' }],
  ['Series (2001) [TVDB-42]', { Tvdb: '42' }],
  ['Film [imdbid-tt1] [imdbid-tt2]', { Imdb: 'tt1' }],
  ['Film [tmdbid-]', {}],
  ['Film tmdbid-603', {}],
  ['Film [imdbid-tt01] 1080p', { Imdb: 'tt01' }],
])

table('ratings as ages', ratingAge, [
  ['G', 0],
  ['TV-G', 0],
  ['PG', 10],
  ['pg-13', 13],
  ['TV-14', 14],
  ['R', 17],
  ['TV-MA', 17],
  ['FSK-12', 12],
  ['DE:16', 16],
  ['US:TV-PG', 10],
  ['Rated R', 17],
  ['15', 15],
  ['NR', undefined],
  ['Unrated', undefined],
  ['1999', undefined],
])

table('kinds of extras', extraTypeOf, [
  ['Film-trailer.mkv', 'Trailer'],
  ['trailer.mkv', 'Trailer'],
  ['Film (2001) Teaser 2.mkv', 'Trailer'],
  ['Film-deleted.mkv', 'DeletedScene'],
  ['Film-behindthescenes2.mkv', 'BehindTheScenes'],
  ['Film-other.mkv', 'Unknown'],
  ['theme.mp3', 'ThemeSong'],
  ['Making of.mkv', undefined],
])

table('kinds of folders of extras', folderExtraType, [
  ['Trailers', 'Trailer'],
  ['behind_the_scenes', 'BehindTheScenes'],
  ['Extras', 'Unknown'],
  ['Bloopers', 'Unknown'],
  ['backdrops', 'ThemeVideo'],
  ['theme-music', 'ThemeSong'],
  ['Subs', undefined],
  ['Season 1', undefined],
])

test('sort names of what has numbers', () => {
  assert.equal(episodeSortName('Pilot', 1, 2), '001 - 0002 - Pilot')
  assert.equal(episodeSortName('Pilot', undefined, 2), '0002 - Pilot')
  assert.equal(seasonSortName('Season 3', 3), '0003')
  assert.equal(trackSortName('Title', 1, 2), '0001 - 0002 - Title')
})

test('dots are no extension at the start of a name', () => {
  assert.equal(extensionOf('A.B.JPG'), 'jpg')
  assert.equal(stemOf('A.B.JPG'), 'A.B')
  assert.equal(extensionOf('.actors'), '')
})

test('no name is too strange, and none leads to an empty title', () => {
  const part = fc.constantFrom(
    ' ',
    '.',
    '-',
    '_',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '1999',
    '(1999)',
    'S01E01',
    '1x02',
    '-E03',
    'cd1',
    '1080p',
    'The',
    'Ä',
    '\u0000',
    '𝒳',
    '12345678901234567890',
    '[boxset]',
  )
  const name = fc.oneof(
    fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
    fc.string({ minLength: 1, unit: 'binary' }),
  )
  fc.assert(
    fc.property(name, (text) => {
      if (text.trim() === '') return
      for (const parse of [parseTitle, parseAlbumTitle, parseTrack])
        assert.notEqual(parse(text).name, '', parse.name)
      assert.notEqual(sortName(text), '')
      assert.notEqual(parseBoxSet(text), '')
      const { episode, episodeEnd } = parseEpisode(text)
      assert.ok(episodeEnd === undefined || episodeEnd > episode!)
      parseSeasonFolder(text)
      parsePart(text)
      parseDiscFolder(text)
    }),
  )
})

test('CVE-2026-53504: long names take no long time', () => {
  for (const text of [
    '['.repeat(255),
    ' -'.repeat(127),
    'a.'.repeat(127),
    '1x'.repeat(127),
    '(19'.repeat(85),
  ]) {
    // A pattern that is not linear takes hours.
    for (const parse of [parseTitle, parseEpisode, parseAlbumTitle, parseTrack, parsePart])
      assert.ok(threadTime(() => parse(text)) < 10_000, text.slice(0, 4))
  }
})

test('names are read alike in every Unicode form', () => {
  const word = fc.constantFrom(
    'Été',
    'Forêt',
    'säsong',
    'Ünder',
    'S01E02',
    '1x03',
    '(2001)',
    '[x264]',
    '-',
    '07',
  )
  const name = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(name, (text) => {
      const [composed, apart] = [text.normalize('NFC'), text.normalize('NFD')]
      for (const parse of [
        parseTitle,
        parseEpisode,
        parseAlbumTitle,
        parseTrack,
        parseSeasonFolder,
      ])
        assert.deepEqual(parse(apart), parse(composed), parse.name)
    }),
  )
})
