import { parentPort, workerData } from 'node:worker_threads'
import type { WalkBatch, WalkEvent, WalkRequest } from './walk-messages.ts'
import { walkUnits } from './walk-units.ts'

/** A batch is sent when this many files and units are in it. */
const batchWeight = 500
/** Batches that may be under way without an answer: memory stays flat when the reader is slow. */
const maxUnderWay = 4

const { request, credit } = workerData as { request: WalkRequest; credit: SharedArrayBuffer }
const underWay = new Int32Array(credit)

function weightOf(event: WalkEvent): number {
  return event.kind === 'unit' ? 1 + event.listing.files.length : 1
}

function send(batch: WalkBatch): void {
  while (Atomics.load(underWay, 0) >= maxUnderWay) Atomics.wait(underWay, 0, maxUnderWay)
  Atomics.add(underWay, 0, 1)
  parentPort!.postMessage(batch)
}

let batch: WalkEvent[] = []
let weight = 0
for (const event of walkUnits(request)) {
  batch.push(event)
  weight += weightOf(event)
  if (weight < batchWeight) continue
  send(batch)
  batch = []
  weight = 0
}
send(batch)
