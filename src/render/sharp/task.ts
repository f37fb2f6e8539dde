import type { ProblemCode } from '../../errors.ts'
import { lookingCost, measuringCost, renderCost, strippingCost, type SourceFacts } from '../cost.ts'
import type { RenderClass } from '../renderer.ts'
import type { Answer, Call } from './messages.ts'

/** A call from its being asked for until it is answered, over all attempts. */
export interface Task {
  readonly id: number
  readonly call: Call
  /** Bytes of memory that it takes, by estimate. */
  readonly cost: number
  readonly renderClass: RenderClass
  readonly settle: (answer: Answer) => void
  readonly onUsed: (seconds: number) => void
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
      return lookingCost
    case 'strip':
      return strippingCost(source)
    case 'measure':
      return measuringCost(source)
    case 'render':
      return renderCost(source, call.plans)
    default:
      return call satisfies never
  }
}
