import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { temporaryFolder } from '../test/support/temporary.ts'
import type { LoadRequest } from './load.ts'
import { pinned, Program } from './programs.ts'

/** Requests as fast as they are answered. */
export interface FloodCall {
  readonly url: string
  /** GET, in turn, from the front again at the end. */
  readonly requests: readonly LoadRequest[]
  readonly seconds: number
}

export interface Flood {
  /** Answers a second. */
  readonly rate: number
  /** From the first request to the last answer. */
  readonly seconds: number
}

/** Lua for wrk: sends the requests of a file in turn, and says at the end what was answered. */
const script = `
local requests, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    local path, name, value = line:match("^([^\\t]*)\\t([^\\t]*)\\t([^\\t]*)$")
    requests[#requests + 1] = wrk.format("GET", path, name ~= "" and { [name] = value } or {})
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.status + e.timeout
  io.write(string.format("answers=%d microseconds=%d failed=%d\\n",
    summary.requests, summary.duration, failed))
end
`

/** Milliseconds until wrk has read its script and connected. */
const starting = 50

/**
 * Has wrk ask over so many connections, with one thread, on that core.
 *
 * @throws Error where an answer is no success
 */
export async function flood(
  call: FloodCall,
  connections: number,
  core: number | undefined,
  attempts = 3,
): Promise<Flood> {
  const { url, requests, seconds } = call
  await using folder = await temporaryFolder('wrk')
  const [scriptPath, listPath] = [join(folder.path, 'script.lua'), join(folder.path, 'requests')]
  const lines = requests.map(({ path, headers = {} }) => {
    const [[name, value] = ['', '']] = Object.entries(headers)
    return `${path}\t${name}\t${value}\n`
  })
  await writeFile(scriptPath, script)
  await writeFile(listPath, lines.join(''))
  // It counts in whole seconds, so that it is told when to end, and says how long it took.
  const amount = ['-t1', `-c${connections}`, `-d${Math.ceil(seconds)}s`]
  const command = pinned(core, ['wrk', ...amount, '-s', scriptPath, url, '--', listPath])
  await using program = new Program(command, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(program.process, 'exit')
  const timer = setTimeout(() => program.process.kill('SIGINT'), 1000 * seconds + starting)
  const said = await text(program.process.stdout!)
  await ended
  clearTimeout(timer)
  const found = /answers=(\d+) microseconds=(\d+) failed=(\d+)/.exec(said) ?? []
  const [answers = 0, microseconds = 0, failed] = found.slice(1).map(Number)
  if (failed !== 0) throw new Error(`Expected wrk to get nothing but successes but it said ${said}`)
  if (answers > 0) return { rate: (1e6 * answers) / microseconds, seconds: microseconds / 1e6 }
  // Where others use the machine, a short flood may be over before anyone had a turn.
  if (attempts === 1) throw new Error('Expected wrk to get an answer but it got none')
  return await flood(call, connections, core, attempts - 1)
}
