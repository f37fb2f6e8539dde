import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Catalog } from '../../src/catalog/catalog.ts'
import { makeItem, makeLibrary } from './catalog.ts'

/** What people type, the name that they mean, and names that they do not mean. */
const searches: readonly (readonly [term: string, finds: string, ...others: readonly string[]])[] =
  [
    ["clockmaker's tide", 'The Clockmaker’s Tide', 'The Clockmaker'],
    ['clockmaker’s tide', "The Clockmaker's Tide"],
    ['clockmakers tide', "The Clockmaker's Tide"],
    ['SWIFT', 'S.W.I.F.T', 'Swan'],
    ['s.w.i.f.t.', 'Swift'],
    ['ｓｗｉｆｔ', 'Swift'],
    ['oceans 11', 'Ocean’s 11', 'Ocean’s 12'],
    ['500 days', '(500) Days of Summer', '500 Nights'],
    ['face off', 'Face/Off', 'Off Limits'],
    ['faceoff', 'Face/Off'],
    ['spider man', 'Spider-Man: Homecoming', 'The Spider'],
    ['spiderman', 'Spider-Man: Homecoming', 'Spiders of Man'],
    ['walle', 'WALL·E'],
    ['m*a*s*h', 'M*A*S*H'],
    ['mash', 'M*A*S*H'],
    ['amelie', 'Amélie'],
    ['rings lord', 'The Lord of the Rings', 'The Ring'],
    ['lor rin', 'The Lord of the Rings', 'Lord Jim'],
    ['strasse', 'Die Straße'],
    ['ΟΔΟΣ', 'Η οδός'],
    ['12 ang', '12 Angry Men', 'Men of 12'],
    ['千と千尋', '千と千尋の神隠し'],
    // A part of a word, as other servers of this family find it.
    ['ark kni', 'The Dark Knight'],
    ['!!!', '!!!'],
    ['100% b', '100% Brazil_', '100 Men'],
  ]

/** What searches of every catalog find. */
export function searchContract(name: string, open: () => Promise<Catalog>): void {
  suite(`searches in ${name}`, () => {
    test('what people type finds the name that they mean, and no other', async () => {
      const library = makeLibrary('movies', 'Films')
      await using catalog = await open()
      await catalog.setLibraries([library])
      const names = [...new Set(searches.flatMap(([, ...all]) => all))]
      const items = names.map((item, n) => makeItem(library, 'Movie', `${n}`, { name: item }))
      await catalog.replaceUnit({ libraryId: library.id, unit: 'a', items, images: [] })
      for (const [searchTerm, finds, ...others] of searches) {
        const page = await catalog.queryItems({ recursive: true, searchTerm })
        const found = page.items.map((item) => item.name)
        assert.ok(found.includes(finds), `${searchTerm} finds ${finds}, not only ${found.join()}`)
        for (const other of others) assert.ok(!found.includes(other), `${searchTerm}: no ${other}`)
      }
    })
  })
}
