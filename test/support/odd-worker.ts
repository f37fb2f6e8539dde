import { parentPort } from 'node:worker_threads'

/** A thread that answers with what it is asked, but for what keeps it from answering at all. */
parentPort!.on('message', (question: string) => {
  if (question === 'run on') for (;;);
  if (question === 'throw') throw new Error('As asked')
  const held: unknown[] = []
  while (question === 'fill memory') held.push(Array.from({ length: 100_000 }, (_, n) => n + 0.5))
  parentPort!.postMessage(question)
})
