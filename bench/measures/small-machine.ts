import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Keyart } from '../../test/support/keyart.ts'
import { prerendered } from '../../test/support/prerendered.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { listImages } from '../films-server.ts'
import { makeFilms } from '../library.ts'
import { startLoad } from '../load.ts'
import { openMemoryGroup } from '../memory-group.ts'
import { processTree, proportionalMemory } from '../processes.ts'
import { megabytes, type Section, stated, valueAtMost } from '../report/row.ts'
import { withoutBudgets } from '../settings.ts'

const amounts = {
  tiny: { films: 4 },
  quick: { films: 60 },
  full: { films: 150 },
} as const

const groupBytes = 512 * 1024 * 1024
/** Milliseconds between two looks at the memory. */
const interval = 200

/** As docs/nas.md has them for a machine with 512 MB. */
const settings = [
  '--renderer-memory-bytes=150000000',
  '--renderer-slots=3',
  '--cache-memory-bytes=16000000',
]

/** A server with little memory that does all that takes much of it. */
export const smallMachine: Benchmark = { name: 'small-machine', isLong: true, run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { films } = amounts[size]
  const place = join(folder, 'films')
  const library = await makeFilms({
    folder: place,
    count: films,
    pictures: { Primary: pictures.Primary, Backdrop: pictures.Backdrop },
    files: 'distinct',
  })
  await using group = await openMemoryGroup(groupBytes)
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: place }],
    data: join(folder, 'data'),
    args: [...settings, ...withoutBudgets, '--access-without-accounts=open'],
    scanned: false,
    ...(group === undefined ? {} : { launcher: group.launcher }),
  })
  let most = 0
  const stopping = new AbortController()
  const watching = watch(keyart.pid, stopping.signal, (bytes) => (most = Math.max(most, bytes)))
  await keyart.scanned(0, 1_800_000)
  await prerendered(keyart, 0, 3_600_000)
  await using load = await startLoad()
  const requests = (await listImages(keyart, library)).map(({ id, type, tag }) => {
    return { path: `/Items/${id}/Images/${type}?width=311&quality=90&tag=${tag}` }
  })
  await load.call({ url: keyart.url, connections: 6, requests, expected: '200' })
  stopping.abort()
  await watching
  const kills = await group?.kills()
  return {
    title: 'A machine with 512 MB',
    method: `${films} films with posters of 1000 x 1500 and 2000 x 3000 and backdrops of 1920 and 3840 are scanned, everything is created in advance, and then all images are requested in a new size. \`${settings.join(' ')}\`. ${group === undefined ? 'There is no memory limit, because a control group could not be created here.' : `All processes of the server are in a control group that may use ${megabytes(groupBytes)}, including the files that they read.`} Memory is the proportional set size (PSS) of all processes, sampled every ${interval} ms.`,
    rows: [
      stated('Memory of all processes, at most', ' MB', most / 1e6, {
        goals: [valueAtMost(400)],
      }),
      ...(kills === undefined
        ? []
        : [
            stated('Processes that the system ended for want of memory', '', kills, {
              goals: [valueAtMost(0)],
            }),
          ]),
    ],
    notes: [],
  }
}

async function watch(pid: number, signal: AbortSignal, onLook: (bytes: number) => void) {
  while (!signal.aborted) {
    onLook(await proportionalMemory(processTree(pid)))
    await sleep(interval)
  }
}
