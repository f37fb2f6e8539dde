import type { App } from '../../app.ts'
import type { ResponseCache } from '../../http/images/response-cache.ts'
import type { Traffic } from '../../http/operations/traffic.ts'
import { version } from '../../installation.ts'
import type { Sample } from '../../metrics/counts.ts'
import { findCpuSeconds, ownCpuSeconds } from '../../metrics/cpu-seconds.ts'
import { classLabels } from '../../metrics/table.ts'
import type { Stalls } from '../../metrics/watchdog.ts'
import type { Readings } from '../../metrics/exposition.ts'

/** Every metric as it stands, out of the parts that count. */
export async function readMetrics(
  { libraries, renderer, derivatives, storage, scanner, statementSeconds, eventLoop }: App,
  traffic: Traffic,
  cache: Pick<ResponseCache, 'hits' | 'notModified' | 'storageHits'>,
  stalls: Stalls,
): Promise<Readings> {
  const { tally, load, slots, process: child } = renderer
  const childCpu = child && (await findCpuSeconds(child.pid))
  const { state, finishedAt, items, images, problems } = scanner.status
  return {
    keyart_http_requests_total: merge(traffic.requests, [
      [['image', '200'], cache.hits + cache.storageHits],
      [['image', '304'], cache.notModified],
    ]),
    keyart_image_answers_total: merge(traffic.images, [
      [['memory'], cache.hits],
      [['storage'], cache.storageHits],
      [['not-modified'], cache.notModified],
    ]),
    keyart_refusals_total: traffic.refusals,
    keyart_uploads_total: traffic.uploads,
    keyart_renderer_calls_total: tally.calls,
    keyart_renderer_waiting: Object.entries(classLabels).map(([priority, name]): Sample => [
      [name],
      load.waiting[priority as keyof typeof classLabels],
    ]),
    keyart_renderer_in_flight: load.inFlight,
    keyart_renderer_cost_bytes: load.cost,
    keyart_renderer_slots: slots,
    keyart_renderer_ends_total: tally.ends,
    keyart_render_seconds: tally.renderSeconds,
    keyart_derivatives_disk_bytes: storage.bytes,
    keyart_derivatives_memory_bytes: derivatives.memoryBytes,
    keyart_catalog_statement_seconds: statementSeconds,
    keyart_scan_running: state === 'running' ? 1 : 0,
    keyart_scan_finished_timestamp_seconds: finishedAt && finishedAt / 1000,
    keyart_items: items,
    keyart_images: images,
    keyart_scan_problems: problems,
    keyart_library_readable: libraries.flatMap(({ id, name, kind }): Sample[] =>
      scanner.troubles.has(id)
        ? [[[name, kind], scanner.troubles.get(id) === undefined ? 1 : 0]]
        : [],
    ),
    keyart_event_loop_delay_seconds: eventLoop.seconds,
    keyart_stalls_total: stalls.count,
    keyart_stall_longest_seconds: stalls.maxSeconds,
    keyart_process_resident_bytes: [
      [['server'], process.memoryUsage.rss()],
      ...(child === undefined ? [] : [[['renderer'], child.rss] as const]),
    ],
    keyart_process_cpu_seconds_total: [
      [['server'], ownCpuSeconds()],
      ...(childCpu === undefined ? [] : [[['renderer'], childCpu] as const]),
    ],
    keyart_process_start_timestamp_seconds: performance.timeOrigin / 1000,
    keyart_build_info: [[[version, process.versions.node], 1]],
  }
}

/** One list of samples; those of the same labels are one. */
function merge(...lists: readonly Iterable<Sample>[]): Sample[] {
  const sums = new Map<string, Sample>()
  for (const list of lists)
    for (const [labels, value] of list) {
      const key = labels.join('\n')
      sums.set(key, [labels, value + (sums.get(key)?.[1] ?? 0)])
    }
  return [...sums.values()]
}
