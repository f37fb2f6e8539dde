import { enableCompileCache, flushCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

// Else V8 lets the heap grow to four times of what lives in it before it collects, which no answer
// is the sooner for. In percent of what lives.
setFlagsFromString('--heap-growing-percent=50')

// JavaScript, so that Node need not load what strips types (a fifth of a second) before it can read
// from the cache what that made of all the others.
//
// What the compiler makes of the sources is kept for the next start, which is half a second sooner
// by it; also for the processes that this one starts. Where it cannot be written nothing is lost.
const folder = fileURLToPath(new URL('../node_modules/.cache/keyart', import.meta.url))
process.env['NODE_COMPILE_CACHE'] ??= folder
enableCompileCache(process.env['NODE_COMPILE_CACHE'])
// Not only at the end, which may be a kill.
setTimeout(flushCompileCache, 5_000).unref()

// Not before now, so that all is read from there.
const { usePacked } = await import('./packed.ts')
usePacked(new URL('../', import.meta.url))
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
