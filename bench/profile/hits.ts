import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stage } from './benchmark.ts'
import { Keyart } from './keyart.ts'
import { makeFilms } from './library.ts'
import { openGenerator } from './load/generator.ts'
import type { LoadRequest } from './load/load.ts'
import { loadCore, recordPosters, serverCore } from './measures/hits.ts'
import { figure } from './report/table.ts'

/** What V8 writes, as far as it is read here. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: {
      readonly functionName: string
      readonly url: string
      /** From 0. */
      readonly lineNumber: number
    }
  }[]
  /** Ids of nodes. */
  readonly samples: readonly number[]
  /** Microseconds from one sample to the next; the first from `startTime`. */
  readonly timeDeltas: readonly number[]
  /** Microseconds, by the monotonic clock that `process.hrtime` shows, too. */
  readonly startTime: number
}

/** Microseconds by that clock. */
interface Span {
  readonly from: number
  readonly to: number
}

const seconds = { tiny: 1, quick: 5, full: 20 } as const

/** Functions that are named. */
const most = 25

/** Where a server's time goes while it answers hits, and 304s: functions by self time, in Markdown. */
export async function profileHits({ folder, size, pictures }: Stage): Promise<string> {
  const library = await makeFilms({
    folder: join(folder, 'films'),
    count: 60,
    pictures: { Primary: pictures.Primary },
    files: 'distinct',
  })
  const profiles = join(folder, 'profiles')
  const spans: (readonly [what: string, span: Span])[] = []
  let pid: number
  {
    await using keyart = await Keyart.start({
      library: `movies=${library.folder}`,
      core: serverCore,
      nodeFlags: ['--cpu-prof', `--cpu-prof-dir=${profiles}`, '--cpu-prof-interval=500'],
    })
    pid = keyart.pid
    const answers = await recordPosters(keyart)
    await using generator = await openGenerator(loadCore)
    const flood = async (requests: readonly LoadRequest[]): Promise<Span> => {
      const call = { port: keyart.port, requests }
      // What compiles as it runs has then been compiled.
      await generator.flood({ ...call, seconds: 1 })
      const from = now()
      await generator.flood({ ...call, seconds: seconds[size] })
      return { from, to: now() }
    }
    spans.push(['Hits from memory', await flood(answers.map(({ path }) => ({ path })))])
    const conditional = answers.map(({ path, etag }) => ({
      path,
      headers: { 'If-None-Match': etag },
    }))
    spans.push(['304 to If-None-Match', await flood(conditional)])
  }
  const profile = await readProfile(profiles, pid)
  return spans.map(([what, span]) => describe(what, selfTimes(profile, span))).join('\n')
}

const now = () => Number(process.hrtime.bigint() / 1000n)

/** Of the main thread of `pid`; it is written when the process ends. */
async function readProfile(folder: string, pid: number): Promise<Profile> {
  // CPU.<day>.<time>.<pid>.<thread>.<number>.cpuprofile
  const name = (await readdir(folder)).find(
    (name) => name.split('.').slice(3, 5).join() === `${pid},0`,
  )
  if (name === undefined) throw new Error(`Expected a profile of ${pid} in ${folder}`)
  return JSON.parse(await readFile(join(folder, name), 'utf8')) as Profile
}

/** Microseconds that each function was on top of the stack, within `span`. */
function selfTimes(profile: Profile, { from, to }: Span): ReadonlyMap<string, number> {
  const names = new Map(
    profile.nodes.map(({ id, callFrame }) => {
      const { functionName, url, lineNumber } = callFrame
      const place = url === '' ? '' : ` ${shortUrl(url)}:${lineNumber + 1}`
      return [id, `${functionName || '(anonymous)'}${place}`]
    }),
  )
  const times = new Map<string, number>()
  let at = profile.startTime
  for (const [index, id] of profile.samples.entries()) {
    const delta = profile.timeDeltas[index]!
    at += delta
    if (at < from || at > to) continue
    const name = names.get(id) ?? String(id)
    times.set(name, (times.get(name) ?? 0) + delta)
  }
  return times
}

/** From the project's folder, or the package's name, on. */
function shortUrl(url: string): string {
  const project = new URL('..', import.meta.url).href
  return url.replace(project, '').replace(/^.*node_modules\//, '')
}

function describe(what: string, times: ReadonlyMap<string, number>): string {
  const all = Array.from(times.values()).reduce((sum, time) => sum + time, 0)
  const lines = Array.from(times)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, time]) => `| ${figure((100 * time) / all)}% | \`${name}\` |`)
  return `## ${what}\n\n| Self time | Function |\n| ---: | --- |\n${lines.join('\n')}\n`
}
