// Run by sqlite.test.ts, which kills it: replaces a unit over and over with contents of which
// every item has the same name and an image.
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { candidate, makeItem, makeLibrary } from '../../contracts/catalog.ts'

async function writeOverAndOver(file: string): Promise<void> {
  const library = makeLibrary('movies', 'Films')
  await using catalog = await openSqliteCatalog(file)
  await catalog.setLibraries([library])
  // Ends by itself should nobody be left to kill it.
  const end = Date.now() + 60_000
  for (let round = 0; Date.now() < end; round++) {
    const items = Array.from({ length: 400 }, (_, n) =>
      makeItem(library, 'Movie', `F/${round}-${n}`, { name: `round ${round}` }),
    )
    const images = items.map((item) => candidate(item.id, 'Primary', library, item.path))
    await catalog.replaceUnit({ libraryId: library.id, unit: 'F', items, images })
    if (round === 1) process.stdout.write('writing\n')
  }
}

// Test runners that take every file of this folder for a test give no argument.
const [, , file] = process.argv
if (file !== undefined) await writeOverAndOver(file)
