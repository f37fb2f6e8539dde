import type { ProblemCode } from '../../errors.ts'
import {
  probeCost,
  measureSeconds,
  measureCost,
  renderCost,
  renderSeconds,
  stripCost,
  type SourceFacts,
} from '../plan/cost.ts'
import type { CallTiming } from '../renderer.ts'
import type { Answer, Call } from './messages.ts'
import type { QueuedCall } from './render-queue.ts'

/** What nothing is known of, or nothing is decoded for, takes so many seconds. */
const lookingTime = 0.05

/** A call from its being asked for until it is answered, over all attempts. */
export interface Task extends QueuedCall {
  readonly id: number
  readonly call: Call
  readonly settle: (answer: Answer) => void
  readonly onUsed: (seconds: number) => void
  readonly onTimed: ((timing: CallTiming) => void) | undefined
  /** Milliseconds that are left to it, over all attempts. */
  left: number
  timer?: NodeJS.Timeout
  /** As `performance.now()` has it. */
  readonly askedAt: number
  sentAt?: number
}

export function failTask(task: Task, code: ProblemCode, detail: string): void {
  clearTimeout(task.timer)
  task.settle({ kind: 'failed', failure: { code, detail } })
}

/** Bytes of memory that a call takes, by estimate. */
export function costOf(call: Call, source: SourceFacts | undefined): number {
  switch (call.kind) {
    case 'probe':
      return probeCost
    case 'strip':
      return stripCost(source)
    case 'measure':
      return measureCost(source)
    case 'render':
      return renderCost(source, call.plans)
    default:
      return call satisfies never
  }
}

/** Seconds of processor time that a call takes, by estimate. */
export function secondsOf(call: Call, source: SourceFacts | undefined): number {
  if (source === undefined || call.kind === 'probe' || call.kind === 'strip') return lookingTime
  return call.kind === 'render' ? renderSeconds(source, call.plans) : measureSeconds(source)
}
