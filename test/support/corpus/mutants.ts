import { Seeded } from '../seeded.ts'
import type { BadOriginal } from './bad-original.ts'
import { mutate } from './mutation.ts'
import { soundOriginals } from './sound-originals.ts'

/** Sound originals of every format in turn, each with something wrong about it. */
export async function* mutants(count: number, seed: number): AsyncGenerator<BadOriginal> {
  const originals = await soundOriginals()
  const all = originals.map(({ bytes }) => bytes)
  const random = new Seeded(seed)
  for (let number = 0; number < count; number++) {
    const { name, bytes } = originals[number % originals.length]!
    yield { name: `${name}, mutation ${number} of seed ${seed}`, bytes: mutate(bytes, all, random) }
  }
}
