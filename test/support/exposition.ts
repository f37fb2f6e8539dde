export interface ReadSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Samples of a page in Prometheus' text format, in their order. Throws for what is none. */
export function parseExposition(page: string): readonly ReadSample[] {
  return page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const match = /^([a-z_]+)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)$/su.exec(line)
      if (match === null) throw new Error(`Expected a sample but received '${line}'`)
      const [, name = '', pairs = '', value = ''] = match
      const labels = Array.from(
        pairs.matchAll(/([a-z]+)="((?:[^"\\]|\\.)*)"/gsu),
        ([, label = '', text = '']) => [label, unescape(text)] as const,
      )
      return { name, labels: Object.fromEntries(labels), value: readNumber(value) }
    })
}

/** The value of one sample; 0 where there is none, as Prometheus' counters begin. */
export function sampleOf(
  samples: readonly ReadSample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const found = samples.find(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )
  return found?.value ?? 0
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gsu, (_, letter: string) => (letter === 'n' ? '\n' : letter))
}

function readNumber(text: string): number {
  if (text === '+Inf') return Infinity
  return text === '-Inf' ? -Infinity : Number(text)
}
