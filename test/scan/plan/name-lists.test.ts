import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { cutSeason, parseSeasonFolder } from '../../../src/library/naming/season-folders.ts'
import { parseTitle } from '../../../src/library/naming/titles.ts'
import type { Item } from '../../../src/library/item.ts'
import { type PlannedItem, planLayout } from '../../support/layout-cases.ts'
import { temporaryFolder } from '../../support/temporary.ts'

/*
 * Names from the tests and documents of Jellyfin, Sonarr, Radarr, guessit, Kometa, MediaElch and
 * tinyMediaManager with what they should say. Where not all are right, the minimum says how many.
 */

interface Numbers {
  readonly season?: number | null
  readonly episode?: number | null
  readonly end?: number | null
  readonly date?: string
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let laid = 0
before(async () => void (folder = await temporaryFolder()))
after(() => folder[Symbol.asyncDispose]())

async function load<T>(list: string): Promise<readonly T[]> {
  const url = new URL(`../../golden/names/${list}.json`, import.meta.url)
  return JSON.parse(await readFile(url, 'utf8')) as readonly T[]
}

async function lay(kind: 'movies' | 'tvshows' | 'music', files: readonly string[]) {
  return await planLayout(join(folder.path, String(laid++)), kind, files)
}

/** How many of a list are right, printed; at least `minimum`, and 90% of those that are not doubtful. */
async function count<T extends { readonly doubtful?: string }>(
  list: string,
  minimum: number,
  isRight: (one: T) => Promise<string | undefined>,
): Promise<void> {
  const all = await load<T>(list)
  const wrong = new Map<T, string>()
  for (const one of all) {
    const came = await isRight(one)
    if (came !== undefined) wrong.set(one, `${JSON.stringify(one)} came ${came}`)
  }
  const right = all.length - wrong.size
  const asked = all.filter(({ doubtful }) => doubtful === undefined)
  const rightOfAsked = asked.filter((one) => !wrong.has(one)).length
  console.log(
    `${list}.json: ${right} of ${all.length}, ${rightOfAsked} of the ${asked.length} that are not doubtful`,
  )
  assert.ok(
    right >= minimum && rightOfAsked >= 0.9 * asked.length,
    `expected ${minimum} of ${list}.json:\n${[...wrong.values()].join('\n')}`,
  )
}

function numbersOf(found: readonly PlannedItem[]): Numbers[] {
  return found
    .map(({ item }) => item)
    .filter(({ kind }) => kind === 'Episode')
    .map((item: Item) => ({
      season: item.parentIndexNumber ?? null,
      episode: item.indexNumber ?? null,
      end: item.indexNumberEnd ?? null,
      ...(item.premiereDate === undefined ? {} : { date: item.premiereDate }),
    }))
}

function fits(came: object | undefined, expected: object): boolean {
  return Object.entries(expected).every(
    ([key, value]) => came !== undefined && (came as Record<string, unknown>)[key] === value,
  )
}

suite('names from the tests of others', () => {
  for (const [list, minimum] of [
    ['episodes-by-name', 58],
    ['anime-absolute', 65],
  ] as const)
    test(list, () =>
      count<{ file: string; expect: Numbers; doubtful?: string }>(
        list,
        minimum,
        async ({ file, expect }) => {
          const came = numbersOf(await lay('tvshows', [`Series Name/${file}`]))
          return came.length === 1 && fits(came[0], expect) ? undefined : JSON.stringify(came)
        },
      ),
    )

  // Left besides the doubtful ones: folders of extras as Specials (here they are extras), and a
  // single season under another name, which may be the series' name in another language.
  test('episodes by path', () =>
    count<{
      path: string
      expect: Numbers & { seasonfolder?: number | null; series?: string }
      doubtful?: string
    }>('episodes-by-path', 62, async ({ path, expect }) => {
      const parts = path.split('/').filter((part) => part !== '')
      if (expect.series !== undefined) {
        const { name } = parseTitle(cutSeason(path))
        return name === expect.series ? undefined : name
      }
      if (expect.seasonfolder !== undefined) {
        const season = parseSeasonFolder(parts[1]!) ?? null
        return season === expect.seasonfolder ? undefined : String(season)
      }
      const [file = '', above, ...more] = parts.toReversed()
      const isSeason = above !== undefined && parseSeasonFolder(above) !== undefined
      const series = above === undefined || isSeason ? ['Series Name'] : []
      const whole = [...series, ...more.slice(0, 1), ...(above === undefined ? [] : [above])]
      const name = /\.(?:mkv|mp4|avi)$/.test(file) ? file : `${file}.mkv`
      const came = numbersOf(await lay('tvshows', [[...whole, name].join('/')]))
      return came.length === 1 && fits(came[0], expect) ? undefined : JSON.stringify(came)
    }))

  // Left besides the doubtful ones: a title that guessit cuts at its subtitle, one with a person's
  // name behind it, a group in front (`blow-`), and versions as two films where a bracket is open.
  test('films', () =>
    count<{
      files: readonly string[]
      expect: { name?: string; year?: number | 'any' | null; count?: number }
      doubtful?: string
    }>('films-by-name', 57, async ({ files, expect }) => {
      const found = await lay('movies', files)
      const films = found.map(({ item }) => item).filter(({ kind }) => kind === 'Movie')
      const came = JSON.stringify(films.map(({ name, year }) => [name, year]))
      if (expect.count !== undefined) return films.length === expect.count ? undefined : came
      const [film] = films
      if (film === undefined || films.length > 1) return came
      const isName = expect.name === 'any' || spaced(expect.name ?? '') === spaced(film.name)
      const isYear = expect.year === 'any' || (expect.year ?? undefined) === film.year
      return isName && isYear ? undefined : came
    }))

  test('artwork', () =>
    count<{
      files: readonly string[]
      expect: readonly [[kind: string, name: string | null], Record<string, string>][]
      doubtful?: string
    }>('artwork-names', 21, async ({ files, expect }) => {
      const kind = files.some((file) => file.endsWith('.mp3'))
        ? 'music'
        : files.some((file) => /S\d\dE\d\d|season| E?\d\d[ .]/i.test(file))
          ? 'tvshows'
          : 'movies'
      const found = await lay(kind, files)
      for (const [[type, name], images] of expect) {
        const items = found.filter(
          ({ item }) => item.kind === type && (name === null || item.name === name),
        )
        const came = items.map((one) => Object.fromEntries(one.images))
        if (
          !came.some((all) => Object.entries(images).every(([of, path]) => all[of]?.[0] === path))
        )
          return JSON.stringify([type, came])
      }
      return undefined
    }))
})

/** Dots or blanks between words are the same here. */
function spaced(name: string): string {
  return name.replaceAll(/[. ]+/g, ' ').trim().toLowerCase()
}
