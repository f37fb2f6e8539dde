// Loaded into a server before all else (`NODE_OPTIONS=--import=…`): every SIGUSR2 sets its clock
// to the next of these distances from the true time, in milliseconds.
const year = 365 * 24 * 3_600_000
const distances = [-year, year, 0]

const trueNow = Date.now.bind(Date)
let jumps = 0
let distance = 0

class JumpingDate extends Date {
  constructor(...parts: readonly unknown[]) {
    super(...((parts.length === 0 ? [trueNow() + distance] : parts) as [number]))
  }

  static override now(): number {
    return trueNow() + distance
  }
}

globalThis.Date = JumpingDate as DateConstructor
process.on('SIGUSR2', () => {
  distance = distances[jumps++ % distances.length]!
})
