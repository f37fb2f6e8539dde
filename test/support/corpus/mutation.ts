import type { Seeded } from '../seeded.ts'

/** Numbers that readers of lengths and sizes stumble over. */
const extremes = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]

/** A file with something wrong about it: cut, flipped, spliced or written over, once to thrice. */
export function mutate(bytes: Buffer, others: readonly Buffer[], random: Seeded): Buffer {
  let mutated: Buffer = Buffer.from(bytes)
  for (let times = random.chance(0.6) ? 1 : random.whole(2, 3); times > 0; times--)
    mutated = random.pick(mutations)(mutated, others, random)
  return mutated
}

type Mutation = (bytes: Buffer, others: readonly Buffer[], random: Seeded) => Buffer

const place = (bytes: Buffer, random: Seeded) => {
  // What steers the decoder mostly stands at the front.
  const end = random.chance(0.5) ? Math.min(bytes.length, 200) : bytes.length
  return random.whole(0, Math.max(0, end - 1))
}

const cut: Mutation = (bytes, _others, random) => bytes.subarray(0, place(bytes, random))

const flipBits: Mutation = (bytes, _others, random) => {
  for (let times = random.whole(1, 6); times > 0 && bytes.length > 0; times--) {
    const at = place(bytes, random)
    bytes[at] = bytes[at]! ^ (1 << random.whole(0, 7))
  }
  return bytes
}

const writeNumber: Mutation = (bytes, _others, random) => {
  const length = random.pick([1, 2, 4])
  const at = place(bytes, random)
  if (at + length > bytes.length) return bytes
  const value = random.pick(extremes) % 2 ** (8 * length)
  if (random.chance(0.5)) bytes.writeUIntBE(value, at, length)
  else bytes.writeUIntLE(value, at, length)
  return bytes
}

const fill: Mutation = (bytes, _others, random) => {
  const at = place(bytes, random)
  return bytes.fill(random.whole(0, 255), at, Math.min(bytes.length, at + random.whole(1, 64)))
}

const leaveOut: Mutation = (bytes, _others, random) => {
  const at = place(bytes, random)
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.whole(1, 64))])
}

const repeat: Mutation = (bytes, _others, random) => {
  const at = place(bytes, random)
  const part = bytes.subarray(at, at + random.whole(1, 200))
  const times = random.whole(1, 40)
  return Buffer.concat([
    bytes.subarray(0, at),
    Buffer.alloc(part.length * times, part.length === 0 ? 0 : part),
    bytes.subarray(at),
  ])
}

const splice: Mutation = (bytes, others, random) => {
  const other = random.pick(others)
  const from = place(other, random)
  const at = place(bytes, random)
  return Buffer.concat([bytes.subarray(0, at), other.subarray(from)])
}

const exchange: Mutation = (bytes, _others, random) => {
  const [a = 0, b = 0] = [place(bytes, random), place(bytes, random)].toSorted((x, y) => x - y)
  const length = Math.min(random.whole(1, 64), b - a, bytes.length - b)
  if (length <= 0) return bytes
  const first = Buffer.from(bytes.subarray(a, a + length))
  bytes.copy(bytes, a, b, b + length)
  first.copy(bytes, b)
  return bytes
}

const mutations: readonly Mutation[] = [
  cut,
  flipBits,
  flipBits,
  writeNumber,
  writeNumber,
  fill,
  leaveOut,
  repeat,
  splice,
  exchange,
]
