import type { BareHttpAnswer, BareHttpCall } from './bare-http.ts'
import { measureCold } from './cold.ts'
import { Keyart } from './keyart.ts'
import { type FilmLibrary, makeFilmLibrary, makeSmallFiles } from './library.ts'
import type { LoadAnswer, LoadCall } from './load.ts'
import { findRenderer, peakMemory } from './processes.ts'
import type { Parameters } from './parameters.ts'
import { Peer } from './peer.ts'
import { compared, effortRow, memoryRow, type Row } from './report.ts'
import { measureRescan } from './rescan.ts'
import { measureScan } from './scan.ts'
import { slots, startBareSharp } from './settings.ts'
import { measureWarm } from './warm.ts'

/** Every benchmark, one after the other, in folders below `root`. */
export async function runAll(
  root: string,
  parameters: Parameters,
  say: (text: string) => void,
): Promise<readonly Row[]> {
  say('Drawing a library of films')
  const library = await makeFilmLibrary(root, parameters.films)
  const serving = await runServing(library, parameters, say)
  say('First scans')
  const scan = await measureScan(library, parameters.scanRounds)
  say('Unchanged rescans')
  const folder = await makeSmallFiles(root, parameters.rescanFolders)
  const rescan = await measureRescan(folder, root, parameters.rescanRounds)
  const [cold, memory] = [serving.slice(0, 6), serving.slice(6)]
  return [
    ...cold,
    compared('Images of a first scan', 'bare sharp loop', '/s', scan.rate, { atLeast: 0.8 }),
    effortRow('Its processor time an image', 'bare sharp loop', scan.effort),
    compared(
      `Unchanged rescan of ${5 * parameters.rescanFolders} files`,
      '`find -type f -printf` with size and time',
      ' ms',
      rescan.stat,
      { atMost: 10 },
    ),
    compared('The same', '`find -type f`, names alone', ' ms', rescan.names, undefined),
    ...memory,
  ]
}

/** What one server is measured by: cold renders, warm hits, and then its memory. */
async function runServing(
  library: FilmLibrary,
  { coldRenders, coldRounds, warmRequests, warmRounds }: Parameters,
  say: (text: string) => void,
): Promise<readonly Row[]> {
  const { films } = library
  await using keyart = await Keyart.start(library.folder)
  await keyart.scanned()
  await using load = await Peer.start<LoadCall, LoadAnswer>('load.ts')
  await using bare = await startBareSharp()
  // It has then done what the renderer process has, for the comparison of memory.
  const paths = films.flatMap(({ images }) => images.map(({ path }) => path))
  await bare.call({ kind: 'probe', paths, inFlight: slots })
  const cold = { keyart, films, renders: coldRenders, rounds: coldRounds, load, bare }
  say('Cold renders')
  const jpeg = await measureCold({ ...cold, format: 'jpeg' })
  const webp = await measureCold({ ...cold, format: 'webp' })
  say('Warm hits')
  await using bareHttp = await Peer.start<BareHttpCall, BareHttpAnswer>('bare-http.ts')
  const warmOptions = { keyart, requests: warmRequests, rounds: warmRounds, load, bare: bareHttp }
  const warm = await measureWarm(warmOptions)
  const size = `${Math.round(warm.bodyBytes / 1000)} kB`
  const renderer = await findRenderer(keyart.pid)
  return [
    compared('Cold renders over HTTP, JPEG', 'bare sharp loop', '/s', jpeg.rate, { atLeast: 0.9 }),
    effortRow('Its processor time an image', 'bare sharp loop', jpeg.effort),
    compared('Cold renders over HTTP, WebP', 'bare sharp loop', '/s', webp.rate, { atLeast: 0.9 }),
    effortRow('Its processor time an image', 'bare sharp loop', webp.effort),
    compared(`Warm hits of ${size}, memory`, 'bare `node:http`', '/s', warm.hits, undefined),
    compared('304 to If-None-Match', 'bare `node:http`', '/s', warm.revalidations, undefined),
    memoryRow(
      'Peak memory of the server process',
      await peakMemory(keyart.pid),
      'bare `node:http`',
      await peakMemory(bareHttp.pid),
    ),
    memoryRow(
      'Peak memory of the renderer process',
      renderer === undefined ? undefined : await peakMemory(renderer),
      'bare sharp loop',
      await peakMemory(bare.pid),
    ),
  ]
}
