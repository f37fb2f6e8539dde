/**
 * The renderer process: the only place where pixels are decoded and encoded. It answers calls from
 * its parent until the parent is gone, and may die without taking anything else along.
 */
import { KeyartError } from '../../../errors.ts'
import { planStripped } from '../../metadata/strip.ts'
import { derive } from './derive.ts'
import { measure } from './measure.ts'
import {
  type Answer,
  type CallMessage,
  type DecodingLimits,
  type ProcessMessage,
  tooSlow,
} from '../messages.ts'
import { OriginalGone, requireOriginal } from './original.ts'
import { probe } from './probe.ts'
import { SharedTime } from './shared-time.ts'
import { SvgTimeoutError } from './svg-timeout.ts'

const limits: DecodingLimits = {
  maxSourceBytes: Number(process.env['KEYART_RENDERER_SOURCE_BYTES']),
  maxSourcePixels: Number(process.env['KEYART_RENDERER_SOURCE_PIXELS']),
  svgTimeout: Number(process.env['KEYART_RENDERER_SVG_TIMEOUT']),
}

function say(message: ProcessMessage): void {
  // A parent that is gone hears nothing; 'disconnect' ends this process.
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? String(cause) : ''
}

async function answer(call: CallMessage): Promise<Answer> {
  try {
    switch (call.kind) {
      case 'probe':
        return { kind: 'probed', outcome: await probe(call.path, limits) }
      case 'measure':
        return {
          kind: 'measured',
          measurement: await measure(call.original, call.orienting, call.tag, limits),
        }
      case 'strip': {
        const { bytes } = await requireOriginal(call.path, call.tag, limits)
        return { kind: 'stripped', parts: planStripped(bytes) }
      }
      case 'render':
        return { kind: 'rendered', outputs: await derive(call, limits) }
      default:
        return call satisfies never
    }
  } catch (error) {
    if (error instanceof KeyartError)
      return {
        kind: 'failed',
        failure: {
          code: error.code,
          detail: error.message,
          cause: textOf(error.cause),
          ...(error instanceof OriginalGone ? { isGone: true } : {}),
        },
      }
    if (error instanceof SvgTimeoutError) return { kind: 'failed', failure: tooSlow }
    return {
      kind: 'failed',
      failure: {
        code: 'SOURCE_UNREADABLE',
        detail: 'The original cannot be read',
        cause: String(error),
      },
    }
  }
}

let checkedAt = 0
let lastSeen = 0

/** In bytes, to within a twentieth of a second: looking costs a tenth of a millisecond. */
function residentSet(): number {
  const now = performance.now()
  if (now - checkedAt < 50) return lastSeen
  checkedAt = now
  return (lastSeen = process.memoryUsage.rss())
}

const time = new SharedTime(() => process.cpuUsage())

process.on('message', (call: CallMessage) => {
  time.begin(call.id)
  void answer(call).then((answer) =>
    say({ kind: 'answer', id: call.id, answer, rss: residentSet(), used: time.end(call.id) }),
  )
})
process.on('disconnect', () => process.exit(0))
// The terminal sends these to the whole group; the parent decides when this process ends.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
setInterval(() => say({ kind: 'memory', rss: residentSet() }), 500).unref()
say({ kind: 'ready' })
