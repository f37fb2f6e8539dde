import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pinned, Program } from '../programs.ts'
import { temporaryFolder } from '../temporary.ts'
import { type Flood, type FloodCall, floodConnections, type Generator } from './flood.ts'

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
  io.write(string.format("answers=%d microseconds=%d bytes=%d failed=%d\\n",
    summary.requests, summary.duration, summary.bytes, failed))
end
`

/** Where others use the machine, a short flood may be over before anyone had a turn. */
const attempts = 3

/** Milliseconds until wrk has read its script and connected. */
const starting = 50

/** wrk on one core, with one thread. */
export function openWrk(name: string, wrk: string, core: number): Generator {
  return {
    name,
    async flood(call) {
      for (let attempt = 1; ; attempt++) {
        const found = await flood(wrk, core, call)
        if (found.answers > 0) return found
        if (attempt === attempts) throw new Error('Expected wrk to get an answer but it got none')
      }
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

async function flood(
  wrk: string,
  core: number,
  { port, requests, seconds }: FloodCall,
): Promise<Flood & { readonly answers: number }> {
  await using folder = await temporaryFolder()
  const [scriptPath, listPath] = [join(folder.path, 'script.lua'), join(folder.path, 'requests')]
  const lines = requests.map(({ path, headers = {} }) => {
    const [[name, value] = ['', '']] = Object.entries(headers)
    return `${path}\t${name}\t${value}\n`
  })
  await writeFile(scriptPath, script)
  await writeFile(listPath, lines.join(''))
  // It counts in whole seconds, so that it is told when to end, and says how long it took. Where it
  // is told too early to hear it, it ends by itself.
  const amount = ['-t1', `-c${floodConnections}`, `-d${Math.ceil(seconds)}s`]
  const target = `http://127.0.0.1:${port}`
  const command = [wrk, ...amount, '-s', scriptPath, target, '--', listPath]
  await using program = new Program(pinned(core, command), { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(program.process, 'exit')
  const timer = setTimeout(() => program.process.kill('SIGINT'), 1000 * seconds + starting)
  const said = await text(program.process.stdout!)
  await ended
  clearTimeout(timer)
  const found = /answers=(\d+) microseconds=(\d+) bytes=(\d+) failed=(\d+)/.exec(said)
  const [answers, microseconds, bytes, failed] = (found ?? []).slice(1).map(Number)
  if (answers === undefined || !microseconds || bytes === undefined || failed !== 0)
    throw new Error(`Expected wrk to get nothing but successes but it said ${said}`)
  const took = microseconds / 1e6
  return { answers, rate: answers / took, seconds: took, bytes: bytes / answers }
}
