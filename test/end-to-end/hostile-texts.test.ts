/*
 * Issue 13, point 2: while requests and `.nfo` files come in whose texts made patterns take the
 * square or cube of their length, hits are answered. Any one of them held all answers for seconds
 * to minutes.
 */
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { eventually, Keyart } from '../support/keyart.ts'
import { writeFilms } from '../support/load.ts'
import { temporaryFolder } from '../support/temporary.ts'

const stack = new AsyncDisposableStack()
let keyart: Keyart
let films: string
let hit: string

before(async () => {
  const { path } = stack.use(await temporaryFolder())
  films = await writeFilms(join(path, 'films'), 2)
  const libraries = [{ kind: 'movies', folder: films }]
  keyart = stack.use(await Keyart.start({ libraries, data: join(path, 'data') }))
  const url = '/Items?Recursive=true&IncludeItemTypes=Movie'
  const { Items } = await keyart.client.json<{ Items: readonly { Id: string }[] }>(url)
  hit = `/Items/${Items[0]!.Id}/Images/Primary?width=100`
  assert.equal((await keyart.client.ask(hit)).status, 200)
})
after(() => stack.disposeAsync())

const spaces = ' '.repeat(4_000)
const zeros = '0'.repeat(60_000)
const commas = ','.repeat(4_000)

interface Hostile {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const emby = (value: string) => [
  { path: '/System/Info', headers: { authorization: `Emby a=${value}` } },
  { path: '/System/Info', headers: { 'x-emby-authorization': `Emby a=${value}` } },
]
const json = (text: string) => ({
  path: '/Sessions/Capabilities/Full',
  headers: { 'content-type': 'application/json' },
  body: text,
})

function hostile(): readonly Hostile[] {
  return [
    ...emby(`${spaces}"`),
    ...emby(`"${'\\'.repeat(4_000)}`),
    ...emby(`b${commas}!`),
    { path: `${hit}&quality=${zeros.slice(0, 15_000)}x` },
    { path: `${hit}&height=${zeros.slice(0, 15_000)}x` },
    { path: `${hit}&blur=${'%20'.repeat(4_500)}x` },
    { path: `${hit}&accept=${commas}` },
    { path: `/Items?searchTerm=${'%20-'.repeat(3_000)}` },
    { path: `/Items?ids=${'a,'.repeat(7_000)}` },
    { path: `/Persons/${'a%20'.repeat(90)}/Images/Primary` },
    { path: `/${'/'.repeat(14_000)}` },
    { path: `/${'Items/'.repeat(2_000)}` },
    { path: hit, headers: { 'if-none-match': '"'.repeat(15_000) } },
    { path: hit, headers: { 'if-modified-since': `Mon, ${'0 '.repeat(7_000)}` } },
    { path: hit, headers: { 'if-modified-since': `Mon, ${'('.repeat(2_000)} 00:00:00` } },
    { path: hit, headers: { range: `bytes=${zeros.slice(0, 15_000)}` } },
    { path: hit, headers: { accept: ', ;'.repeat(5_000) } },
    { path: hit, headers: { 'x-request-id': 'a '.repeat(7_000) } },
    { path: '/System/Info', headers: { 'x-forwarded-for': ', '.repeat(7_000) } },
    json(`{"a":${zeros.replace('0', '1')}}`),
    { ...json(`{"Username":"${zeros}"}`), path: '/Users/AuthenticateByName' },
    json(`{"__proto__"${' '.repeat(60_000)}`),
    json('['.repeat(60_000)),
    { ...json('{}'), headers: { 'content-type': `application/json${';  '.repeat(5_000)}` } },
    { ...json('{}'), headers: { 'content-type': `application/json; a="${'\\'.repeat(4_000)}` } },
    {
      ...json(`a${'='.repeat(30_000)}${'&'.repeat(30_000)}`),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
  ]
}

/** Asks for the hit, one request after the other, until `other` has ended; counts the answers. */
async function hitsWhile(other: Promise<unknown>): Promise<number> {
  let underWay = true
  const ending = other.finally(() => (underWay = false))
  let answered = 0
  // A test that waits for minutes tells no more than one that waits for this.
  const patience = AbortSignal.timeout(100_000)
  while (underWay) {
    const late = new Promise<never>((_, reject) =>
      patience.addEventListener('abort', () => reject(new Error('No hit was answered in time'))),
    )
    const { status } = await Promise.race([keyart.client.ask(hit), late])
    assert.equal(status, 200)
    answered++
  }
  await ending
  return answered
}

test('point 2: hits are answered while texts come in that patterns take long for', async () => {
  const requests = hostile()
  const ask = async ({ path, headers = {}, body }: Hostile) => {
    const method = body === undefined ? 'GET' : 'POST'
    const { status } = await keyart.client.ask(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    })
    assert.ok(
      status < 500,
      `${status} to ${path.slice(0, 60)} ${JSON.stringify(headers).slice(0, 80)}`,
    )
  }
  const rounds = async () => {
    for (let round = 0; round < 5; round++) await Promise.all(requests.map(ask))
  }
  const answered = await hitsWhile(rounds())
  assert.ok(answered >= 5, `${answered} hits`)
})

test('point 2: hits are answered while .nfo files come in that patterns take long for', async () => {
  const million = (part: string) => part.repeat(1_000_000 / part.length)
  const texts = [
    `<genre>${' '.repeat(80_000)}x</genre>`,
    `<genre>${million(' ')}x</genre>`,
    `<genre>${million(' /')}</genre>`,
    `<plot>${million('- ')}x</plot>`,
    `<year>${million('0')}</year>`,
    `<rating>${million('0')}x</rating>`,
    million('<a>'),
    million('<movie/>'),
    million('<actor><name>a</name></actor>'),
  ]
  for (const [n, text] of texts.entries()) {
    const folder = join(films, `Hostile ${n} (2000)`)
    await mkdir(folder)
    await writeFile(join(folder, `Hostile ${n}.mkv`), '')
    await writeFile(join(folder, `Hostile ${n}.nfo`), `<movie>${text}</movie>`)
  }
  const all = eventually(async () => {
    const url = '/Items?Recursive=true&IncludeItemTypes=Movie&SearchTerm=Hostile'
    const { TotalRecordCount } = await keyart.client.json<{ TotalRecordCount: number }>(url)
    assert.equal(TotalRecordCount, texts.length)
  }, 120_000)
  const answered = await hitsWhile(all)
  assert.ok(answered >= texts.length, `${answered} hits`)
})
