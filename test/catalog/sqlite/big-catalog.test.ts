import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, mock, suite, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { type BigCatalog, fillBigCatalog } from '../../support/big-catalog.ts'
import type { Catalog } from '../../../src/catalog/catalog.ts'
import type { ItemQuery, SortKey } from '../../../src/catalog/items/item-catalog.ts'
import { NodeSqliteDatabase } from '../../../src/catalog/sqlite/sqlite-database.ts'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { temporaryFolder } from '../../support/temporary.ts'

/** Lists of which an index has the order; `films` are of one kind. */
function pagesOfIndexes(films: ItemQuery): Readonly<Record<string, ItemQuery>> {
  const by = (key: SortKey, descending = false) => ({ sortBy: [{ key, descending }] })
  const videos = { recursive: true, kinds: ['Movie', 'Episode'] } as const
  return {
    'by name, backwards': { ...films, ...by('SortName', true) },
    'by date': { ...films, ...by('DateCreated', true) },
    'by year': { ...films, ...by('ProductionYear') },
    'by day': { ...films, ...by('PremiereDate', true) },
    'by rating, everywhere': { recursive: true, kinds: ['Movie'], ...by('CommunityRating') },
    'videos by name': videos,
    'videos by date': { ...videos, ...by('DateCreated') },
    'videos of a library by date': {
      ...videos,
      ...(films.parentId === undefined ? {} : { parentId: films.parentId }),
      ...by('DateCreated', true),
    },
    'all but films': { recursive: true, excludeKinds: ['Movie'] },
  }
}

suite('a catalog of some thousand items', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let catalog: Catalog
  let big: BigCatalog
  before(async () => {
    folder = await temporaryFolder()
    catalog = await openSqliteCatalog(join(folder.path, 'catalog.sqlite'))
    big = await fillBigCatalog(catalog, 2000)
  })
  after(async () => {
    await catalog[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  /** Statements of this thread while `work` runs, as they were prepared. */
  async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
    const prepare = mock.method(NodeSqliteDatabase.prototype, 'prepare')
    try {
      await work()
      return prepare.mock.calls
        .map(({ arguments: [sql] }) => sql)
        .filter((sql) => !sql.startsWith('pragma'))
    } finally {
      prepare.mock.restore()
    }
  }

  /** Nothing of what was found before holds any more. */
  let changes = 0
  const change = () => catalog.putUser({ id: 'b'.repeat(32), name: `${changes++}`, createdAt: 1 })

  const queries = (): Readonly<Record<string, ItemQuery>> => {
    const films = { recursive: true, parentId: big.libraries.movies.id, kinds: ['Movie'] } as const
    const ofUser = { ...films, userId: big.userId }
    return {
      'by name': films,
      'children by name': { parentId: big.libraries.movies.id },
      everything: { recursive: true },
      ...pagesOfIndexes(films),
      'names with S': { ...films, nameStartsWith: 's' },
      'second seasons, third episodes': { recursive: true, parentIndexNumber: 2, indexNumber: 3 },
      search: { recursive: true, searchTerm: 'winter' },
      'with a backdrop': { ...films, imageTypes: ['Backdrop'] },
      'not played': { ...ofUser, isPlayed: false },
      'by time played': { ...ofUser, sortBy: [{ key: 'DatePlayed', descending: true }] },
    }
  }

  test('a page of a hundred takes as many statements as one of ten', async () => {
    for (const [name, query] of Object.entries(queries())) {
      const ask = (limit: number) =>
        statementsOf(() => catalog.queryItems({ ...query, limit, countTotal: true }))
      await change()
      const hundred = await ask(100)
      await change()
      const ten = await ask(10)
      assert.equal(hundred.length, ten.length, name)
      assert.ok(ten.length >= 1 && ten.length <= 3, `${name}: ${ten.join('\n')}`)
    }
  })

  test('no statement of this thread reads all items, or sorts them', async () => {
    const database = new DatabaseSync(join(folder.path, 'catalog.sqlite'), { readOnly: true })
    const statements = await statementsOf(async () => {
      for (const query of Object.values(queries())) {
        await change()
        const { items } = await catalog.queryItems({ ...query, limit: 100, countTotal: true })
        const ids = items.map(({ id }) => id)
        await catalog.ancestorsOf(items)
        await catalog.imagesOf(ids)
        await catalog.userItems(big.userId, ids)
        await catalog.childCounts(ids)
        await catalog.findImages(ids[0]!, 'Primary')
        await catalog.findItem(ids[0]!)
      }
      await catalog.queryNames({ kind: 'person', limit: 100, countTotal: true })
      await catalog.nextUp({ userId: big.userId })
      await catalog.kindCounts()
    })
    assert.ok(statements.length > 20)
    // A library has as many children as there are films.
    assert.ok(!statements.some((sql) => /count\(\*\)/.test(sql)))
    let ordered = 0
    for (const sql of new Set(statements)) {
      const plan = database.prepare(`explain query plan ${sql}`).all()
      const steps = plan.map(({ detail }) => String(detail))
      const scans = steps.filter((step) =>
        /^SCAN (?:items|images|originals|mentions|names|user_items)\b/.test(step),
      )
      // Everything by name is read off the index that has the order, and a page of it alone.
      const unordered = scans.filter((step) => !/USING COVERING INDEX items_order/.test(step))
      assert.deepEqual(unordered, [], `${sql}\n${steps.join('\n')}`)
      if (/from "items"/.test(sql) && /order by/.test(sql)) {
        assert.ok(!steps.some((step) => /TEMP B-TREE FOR ORDER BY/.test(step)), steps.join('\n'))
        ordered++
      }
    }
    assert.ok(ordered > 5, String(ordered))
    database.close()
  })

  test('deep pages are read off indexes', async () => {
    const database = new DatabaseSync(join(folder.path, 'catalog.sqlite'), { readOnly: true })
    const post = mock.method(Worker.prototype, 'postMessage')
    const films = { recursive: true, parentId: big.libraries.movies.id, kinds: ['Movie'] } as const
    const paged = Object.values(pagesOfIndexes(films))
    for (const query of paged) await catalog.queryItems({ ...query, startIndex: 1000, limit: 7 })
    post.mock.restore()
    const statements = post.mock.calls.flatMap(({ arguments: [message] }) =>
      typeof message === 'object' && 'sql' in message ? [String(message.sql)] : [],
    )
    assert.equal(statements.length, paged.length)
    for (const sql of statements) {
      const plan = database.prepare(`explain query plan ${sql}`).all()
      const steps = plan.map(({ detail }) => String(detail))
      const whole = `${sql}\n${steps.join('\n')}`
      assert.ok(!steps.some((step) => /TEMP B-TREE/.test(step)), whole)
      assert.ok(
        steps.some((step) => /items USING COVERING INDEX/.test(step)),
        whole,
      )
    }
    database.close()
  })

  test('pages put together are the whole, however they are found', async () => {
    for (const [name, query] of Object.entries(queries())) {
      const whole = await catalog.queryItems({ ...query, countTotal: true })
      const pages = []
      for (let startIndex = 0; startIndex < whole.items.length; startIndex += 97) {
        const page = await catalog.queryItems({ ...query, startIndex, limit: 97, countTotal: true })
        assert.equal(page.total, whole.items.length, name)
        pages.push(...page.items)
      }
      assert.deepEqual(
        pages.map(({ id }) => id),
        whole.items.map(({ id }) => id),
        name,
      )
    }
  })

  test('a list is found anew when what it depends on has changed', async () => {
    const played = {
      recursive: true,
      isPlayed: true,
      userId: big.userId,
      kinds: ['Movie'],
    } as const
    const total = async () => (await catalog.queryItems({ ...played, countTotal: true })).total ?? 0
    const before = await total()
    await catalog.changeUserItems(big.userId, [big.filmId], { played: true })
    const marked = await total()
    await catalog.changeUserItems(big.userId, [big.filmId], { played: false })
    assert.equal(marked - (await total()), 1)
    assert.ok(before > 0)
    const { items } = await catalog.queryItems({ ...played, limit: 1 })
    const film = items[0]!
    const unit = film.path.split('/')[0]!
    await catalog.removeUnits(film.libraryId, [unit])
    assert.equal(await total(), marked - 2)
  })

  test('drawn at random are some of all, none twice', async () => {
    const query: ItemQuery = { recursive: true, sortBy: [{ key: 'Random', descending: false }] }
    const some = await catalog.queryItems({ ...query, limit: 50, countTotal: true })
    assert.equal(new Set(some.items.map(({ id }) => id)).size, 50)
    const whole = await catalog.queryItems(query)
    assert.equal(new Set(whole.items.map(({ id }) => id)).size, some.total)
  })
})
