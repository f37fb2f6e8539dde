import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Keyart, type KeyartOptions } from '../keyart.ts'
import { ownThreadTime } from '../processes.ts'
import { spentBy } from '../spent.ts'
import { temporaryFolder } from '../temporary.ts'
import { categorize } from './categories.ts'
import type { ProfileRun } from './if-missed.ts'
import type { Profile } from './profile.ts'

/** What the server does from the start of the command to its first `/health`. */
export async function profileStart(options: KeyartOptions): Promise<ProfileRun> {
  await using folder = await temporaryFolder()
  const start = performance.now()
  const { pid, seconds, spent, own } = await (async () => {
    const nodeFlags = ['--cpu-prof', `--cpu-prof-dir=${folder.path}`, '--cpu-prof-interval=500']
    await using keyart = await Keyart.start({ ...options, nodeFlags })
    await keyart.get('/health')
    const { pid } = keyart
    const seconds = (performance.now() - start) / 1000
    return { pid, seconds, spent: await spentBy(pid), own: await ownThreadTime(pid) }
  })()
  // Written when the process ends.
  const profile = upTo(await readProfile(folder.path, pid), seconds)
  const kernel = own.kernel / (own.user + own.kernel)
  return { categories: categorize(profile), spent, seconds, kernel }
}

/** Of the main thread of `pid`. */
async function readProfile(folder: string, pid: number): Promise<Profile> {
  // CPU.<day>.<time>.<pid>.<thread>.<number>.cpuprofile
  const name = (await readdir(folder)).find(
    (name) => name.split('.').slice(3, 5).join() === `${pid},0`,
  )
  if (name === undefined) throw new Error(`Expected a profile of ${pid} in ${folder}`)
  return JSON.parse(await readFile(join(folder, name), 'utf8')) as Profile
}

/** Its first seconds. */
function upTo(profile: Profile, seconds: number): Profile {
  let passed = 0
  const past = profile.timeDeltas.findIndex((delta) => (passed += delta) > 1e6 * seconds)
  const end = past === -1 ? undefined : past
  return {
    nodes: profile.nodes,
    samples: profile.samples.slice(0, end),
    timeDeltas: profile.timeDeltas.slice(0, end),
  }
}
