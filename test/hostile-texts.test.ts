/*
 * Issue 13, point 2: what reads text from outside takes time in proportion to its length. Time is
 * that of this thread alone, and its bound is far above what any of them takes: by the square of its
 * length a text of these would take seconds, by the cube hours.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkOf } from '../src/networks.ts'
import { fold } from '../src/catalog/database/fold.ts'
import { withoutPaths } from '../src/cli/terminal/without-paths.ts'
import { isPublicAddress } from '../src/fetch/addresses.ts'
import { parseAuthorization, readCredentials } from '../src/http/access/auth.ts'
import { parseForm, readBody } from '../src/http/protocol/body.ts'
import { evaluatePreconditions } from '../src/http/protocol/caching.ts'
import { imageQuery } from '../src/http/images/image-query.ts'
import { itemsQuery } from '../src/http/items/item-query.ts'
import { requireId, requireIndex } from '../src/http/protocol/parameters.ts'
import { readPlainRequest } from '../src/http/connection/plain-request.ts'
import { readParameters, splitQuery } from '../src/http/protocol/query-keys.ts'
import { planRange } from '../src/http/protocol/range.ts'
import { requestId } from '../src/http/protocol/request-id.ts'
import { ArtworkFolder } from '../src/library/naming/artwork-folder.ts'
import { parseEpisode } from '../src/library/naming/episode-names.ts'
import { parseSeasonFolder } from '../src/library/naming/season-folders.ts'
import { extraTypeOf, isExtraFile } from '../src/library/naming/extras.ts'
import {
  parseAlbumTitle,
  parseBoxSet,
  parseDiscFolder,
  parsePart,
  parseTrack,
} from '../src/library/naming/names.ts'

import { providerIdsIn } from '../src/library/naming/provider-ids.ts'
import { ratingAge } from '../src/library/parental-rating.ts'
import { sortName, writtenSortName } from '../src/library/naming/sort-name.ts'
import { parsePreset } from '../src/prerender/size-preset.ts'
import { parseAccept } from '../src/render/plan/accept.ts'
import { parseColour } from '../src/render/plan/colour.ts'
import { parseNfo } from '../src/scan/nfo/nfo.ts'
import { titleKey } from '../src/scan/plan/films.ts'
import { readText } from '../src/schema-text.ts'
import { threadTime } from './support/thread-time.ts'

const lengths = [4_000, 16_000, 64_000]
/** Milliseconds of the processor. */
const bound = 1_000

const parts = [' ', '\t', '0', 'a', '-', '. ', '- ', ', ', ',a=', '="', 'a="', '"\\', '"', "'/m"]
const more = ['[', '[1999]', '(1999) ', '{', '[a]', 'e1', ' cd', 's1e1-', 'a.', '&#', '%41', ';q=']
const wraps: readonly (readonly [string, string])[] = [
  ['', ''],
  ['', '!'],
  ['a', '"'],
  ['1999 - ', '\n'],
  ['S01E01', ' ]'],
  ['Emby a=', '"'],
  ['<movie><genre>', '</genre></movie>'],
  ['<movie>', '<a></movie>'],
]

const validators = { key: 'k', isWeak: false, modifiedAt: 0 }
const clean = withoutPaths(['/media'])

/** May refuse what it is given, with an error, too. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  parseAuthorization,
  readCredentials: (text) =>
    readCredentials({ 'x-emby-authorization': `Emby ${text}`, 'x-emby-token': text }, {}),
  'parseAuthorization, a part at a time': (text) => {
    for (let at = 0; at < text.length; at += 4000) parseAuthorization(text.slice(at, at + 4000))
  },
  splitQuery,
  'readParameters of an image': (text) => {
    for (const name of Object.keys(imageQuery.properties))
      attempt(() => readParameters(imageQuery, { [name]: [text] }))
  },
  'readParameters of items': (text) => {
    for (const name of Object.keys(itemsQuery.properties))
      attempt(() => readParameters({ properties: itemsQuery.properties }, { [name]: [text, text] }))
  },
  'readBody, a number': (text) =>
    readBody({ properties: { a: { type: 'number' } } }, { a: text, [text]: 1 }),
  'readText, a number': (text) => readText({ type: 'number', maxLength: 1e6 }, text),
  'readText, bytes': (text) => readText({ type: 'integer', unit: 'bytes', maxLength: 1e6 }, text),
  parseForm,
  parseAccept,
  parseColour,
  networkOf,
  isPublicAddress,
  'If-None-Match': (text) => evaluatePreconditions({ 'if-none-match': text }, validators),
  'If-Modified-Since': (text) => evaluatePreconditions({ 'if-modified-since': text }, validators),
  'If-Modified-Since, dated': (text) =>
    evaluatePreconditions({ 'if-modified-since': `Mon, 01 ${text} 00:00:00` }, validators),
  Range: (text) => planRange(`bytes=${text}`, 100),
  requestId: (text) => requestId({ headers: { 'x-request-id': text } }),
  requireId: (text) => requireId(text, 'id'),
  requireIndex: (text) => requireIndex(text, undefined),
  readPlainRequest: (text) => readPlainRequest(Buffer.from(`GET /${text} HTTP/1.1\r\n\r\n`)),
  parseAlbumTitle,
  parseTrack,
  parsePart,
  parseDiscFolder,
  parseBoxSet,
  parseEpisode,
  parseSeasonFolder,
  isExtraFile,
  extraTypeOf,
  providerIdsIn,
  ratingAge,
  sortName,
  writtenSortName,
  titleKey,
  fold,
  parsePreset,
  ArtworkFolder: (text) => new ArtworkFolder([`a/${text}.jpg`, `a/${text}-1.jpg`]).family(text),
  withoutPaths: (text) => clean(`${JSON.stringify({ msg: text.replaceAll('/m', '/media') })}\n`),
  parseNfo,
  'parseNfo, in an element': (text) => parseNfo(`<movie><title>${text}</title></movie>`),
}

for (const [name, read] of Object.entries(readers))
  test(`point 2: ${name} takes time in proportion to its text`, () => {
    for (const part of [...parts, ...more])
      for (const [before, after] of wraps)
        for (const length of lengths) {
          const text = before + part.repeat(length / part.length) + after
          const took = threadTime(() => read(text))
          const what = `${length} characters of ${JSON.stringify(part)} after ${before}`
          assert.ok(took < bound, `${what} took ${Math.round(took)} ms`)
        }
  })

function attempt(act: () => unknown): void {
  try {
    act()
  } catch {
    // It is refused.
  }
}
