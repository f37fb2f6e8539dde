import type { Benchmark, Stage } from '../benchmark.ts'
import { connections, imageAmounts, measureImages } from '../front/images.ts'
import {
  inFlight,
  leaving,
  measureSocketMemory,
  memoryAmounts,
  streamLengths,
  wholeInFlight,
} from '../front/memory.ts'
import { measurePassing, passingAmounts } from '../front/passing.ts'
import type { Section } from '../report/row.ts'

/** In front of another server: what passing costs, and what images cost that server. */
export const upstream: Benchmark = { name: 'upstream', run }

async function run(stage: Stage): Promise<Section> {
  const { rounds, questions } = passingAmounts[stage.size]
  const { streams, gigabytes, sockets } = memoryAmounts[stage.size]
  const { posters, rounds: walls } = imageAmounts[stage.size]
  const lengths = streamLengths.map((length) => length / 1e6).join(', ')
  return {
    title: 'In front of another server',
    method: `\`--upstream\` in front of nginx, which sends a JSON of 2 kB and a file. ${rounds + 2} rounds of ${questions} requests for the JSON, one after the other, through Keyart and at nginx itself; the differences of their percentiles. ${rounds} rounds of one stream, through Keyart and through another nginx with one worker that is a proxy without buffers; the client runs in another process and drops what it gets. ${streams} streams, ${inFlight} at a time, of ${lengths} MB in turn, of which every ${leaving}th client leaves in the middle; the resident set (VmRSS) of the server process is sampled, and growth is the slope of the line through the last four fifths of the samples, over their span. Then ${gigabytes} GB pass, ${wholeInFlight} streams of the file at a time. ${sockets} WebSockets are opened to an origin that accepts them, and stay open; the resident set before and after. Images: in front of another Keyart with films that creates nothing in advance, ${walls} walls of ${posters} posters (1000 x 1500 and 2000 x 3000 JPEG), ${connections} connections: 300 wide, again, 200 wide, and with \`If-None-Match\`; the same walls at that Keyart alone, which has not created these sizes either. What that Keyart was asked and sent is counted by its own metrics.`,
    rows: [
      ...(await measurePassing(stage)),
      ...(await measureSocketMemory(stage.folder, memoryAmounts[stage.size])),
      ...(await measureImages(stage)),
    ],
    notes: [
      'Another Keyart creates images faster than Jellyfin or Emby; with `--beside`, the benchmark compares with such a server.',
    ],
  }
}
