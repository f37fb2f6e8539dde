import { writeSync } from 'node:fs'
import { type Debugger, Session } from 'node:inspector'
import { parentPort, workerData } from 'node:worker_threads'
import { root } from '../installation.ts'

/** What held the thread, once it turns again. */
export interface Stall {
  readonly seconds: number
  /** Functions with file and line, the innermost first; empty where it was in none of JavaScript. */
  readonly stack: readonly string[]
}

/** What the thread that watches is given. */
export interface WatchdogData {
  /** One number, which goes up as long as the watched thread turns. */
  readonly beats: Int32Array
  readonly limitSeconds: number
}

/** Milliseconds from one look to the next. */
const checkInterval = 100
/** Frames of a stack; what is further out is the framework. */
const maxFrames = 12

const { beats, limitSeconds } = workerData as WatchdogData

let seen = Atomics.load(beats, 0)
/** Milliseconds. Counted by looks, so that a process that was stopped as a whole did not stall. */
let still = 0
let checkedAt = performance.now()
let stack: readonly string[] | undefined

setInterval(() => {
  const now = performance.now()
  const beat = Atomics.load(beats, 0)
  const isStill = beat === seen
  const elapsed = Math.min(now - checkedAt, 2 * checkInterval)
  checkedAt = now
  seen = beat
  if (isStill) {
    still += elapsed
    if (still < limitSeconds * 1000 || stack !== undefined) return
    stack = []
    takeStack(beat)
    return
  }
  if (stack !== undefined) parentPort?.postMessage({ seconds: still / 1000, stack } satisfies Stall)
  still = 0
  stack = undefined
}, checkInterval)

/** Interrupts the main thread for as long as it takes to read where it is. */
function takeStack(beat: number): void {
  const session = new Session()
  session.connectToMainThread()
  // Frames name their scripts by number.
  const urls = new Map<string, string>()
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url } }) => urls.set(scriptId, url))
  session.on('Debugger.paused', ({ params: { callFrames } }) => {
    // By now it may have come out by itself, from code that is not JavaScript.
    if (Atomics.load(beats, 0) === beat) tell(callFrames, urls)
    session.post('Debugger.resume', () => session.disconnect())
  })
  session.post('Debugger.enable')
  session.post('Debugger.pause')
}

function tell(frames: readonly Debugger.CallFrame[], urls: ReadonlyMap<string, string>): void {
  stack = frames.slice(0, maxFrames).map(({ functionName, location }) => {
    const url = urls.get(location.scriptId) ?? ''
    const file = url.startsWith(root.href) ? url.slice(root.href.length) : url.replace(/^.*\//, '')
    return `${functionName || '(anonymous)'} (${file}:${location.lineNumber + 1})`
  })
  const msg = 'The server hangs'
  const line = { level: 50, time: Date.now(), seconds: still / 1000, stack, msg }
  try {
    writeSync(2, `${JSON.stringify(line)}\n`)
  } catch {
    // Standard error is closed.
  }
}
