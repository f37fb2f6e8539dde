import { join } from 'node:path'
import type { Stage } from '../benchmark.ts'
import { Keyart } from '../keyart.ts'
import { makeFilms } from '../library.ts'
import { openGenerator } from '../load/generator.ts'
import type { LoadRequest } from '../load/load.ts'
import { loadCore, recordPosters, serverCore } from '../measures/hits.ts'
import { figure } from '../report/table.ts'
import { profileWhile } from './inspector.ts'
import { describeFrame, partsBy, type Profile } from './profile.ts'

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
  await using keyart = await Keyart.start({ library: `movies=${library.folder}`, core: serverCore })
  const answers = await recordPosters(keyart)
  await using generator = await openGenerator(loadCore)
  const flood = async (what: string, requests: readonly LoadRequest[]): Promise<string> => {
    const call = { port: keyart.port, requests }
    // What compiles as it runs has then been compiled.
    await generator.flood({ ...call, seconds: 1 })
    const measured = { ...call, seconds: seconds[size] }
    return describe(what, await profileWhile(keyart, () => generator.flood(measured)))
  }
  const whole = answers.map(({ path }) => ({ path }))
  const conditional = answers.map(({ path, etag }) => ({
    path,
    headers: { 'If-None-Match': etag },
  }))
  return [
    await flood('Hits from memory', whole),
    await flood('304 to If-None-Match', conditional),
  ].join('\n')
}

function describe(what: string, profile: Profile): string {
  const lines = partsBy(profile, describeFrame)
    .slice(0, most)
    .map(([name, part]) => `| ${figure(100 * part)}% | \`${name}\` |`)
  return `## ${what}\n\n| Self time | Function |\n| ---: | --- |\n${lines.join('\n')}\n`
}
