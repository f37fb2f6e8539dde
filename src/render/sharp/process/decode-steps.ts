import { isEnough, isPlainlySized, type PicturePlan } from '../../plan/intermediates.ts'

/** How one of several plans is made. Plans are named by their place in the list. */
export interface Step {
  readonly plan: number
  /** Made from the pixels held for that plan; absent: decoded from the source. */
  readonly from?: number
  /** Its pixels are held for a later step. */
  readonly isHeld?: true
}

/**
 * In which order plans of one picture are made, and from what: the largest from the source, the
 * others from the smallest pixels there are that are large enough. What is cropped, animated, or
 * left as stored is decoded for itself.
 */
export function planSteps(plans: readonly PicturePlan[]): readonly Step[] {
  const area = (plan: number) => plans[plan]!.width * plans[plan]!.height
  const order = plans.map((_, plan) => plan).toSorted((a, b) => area(b) - area(a))
  const sources = new Map<number, number>()
  for (const [place, plan] of order.entries()) {
    if (!isPlainlySized(plans[plan]!)) continue
    const from = order
      .slice(0, place)
      .findLast(
        (larger) => isPlainlySized(plans[larger]!) && isEnough(plans[larger]!, plans[plan]!),
      )
    if (from !== undefined) sources.set(plan, from)
  }
  const held = new Set(sources.values())
  return order.map((plan): Step => {
    const from = sources.get(plan)
    return {
      plan,
      ...(from === undefined ? {} : { from }),
      ...(held.has(plan) ? { isHeld: true as const } : {}),
    }
  })
}
