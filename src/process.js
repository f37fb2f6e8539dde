import { constants, enableCompileCache, findPackageJSON, flushCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'

// Else V8 lets the heap grow to four times of what lives in it before it collects, which no answer
// is the sooner for. In percent of what lives.
setFlagsFromString('--heap-growing-percent=50')

// What the compiler makes of the sources is kept for the next start, which is half a second sooner
// by it; also for the processes that this one starts. Beside the code, or, where that belongs to
// somebody else, with what the user's other programs keep. Where neither can be written nothing is
// lost. Not Node's own choice, `/tmp`: there a stranger could put code of theirs.
const folders =
  process.env['NODE_COMPILE_CACHE'] === undefined
    ? [
        join(dirname(findPackageJSON(import.meta.url) ?? ''), 'node_modules/.cache/keyart'),
        join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'keyart'),
      ]
    : [process.env['NODE_COMPILE_CACHE']]
const folder = folders.find(
  (one) => enableCompileCache(one).status !== constants.compileCacheStatus.FAILED,
)
if (folder !== undefined) process.env['NODE_COMPILE_CACHE'] = folder
// Not only at the end, which may be a kill.
setTimeout(flushCompileCache, 5_000).unref()

// Not before now, so that all is read from there.
const { run } = await import('./cli/run.ts')

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    // Asked a second time: at once. The catalog is consistent at every moment.
    if (stopping.signal.aborted) process.exit(130)
    stopping.abort()
  })

// Whoever reads may leave (`| head`): what is being done goes on, and nothing is said of it. What
// cannot be written for another reason, such as a full disk, is told by the exit code.
let isLost = false
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    isLost ||= !('code' in error) || error.code !== 'EPIPE'
  })

const code = await run(process.argv.slice(2), {
  environment: process.env,
  directory: process.cwd(),
  input: process.stdin,
  out: process.stdout,
  errors: process.stderr,
  signal: stopping.signal,
})
process.exitCode = code === 0 && isLost ? 1 : code
// A reader who takes nothing keeps nobody from ending who was asked to.
if (stopping.signal.aborted) setTimeout(() => process.exit(), 2_000).unref()
