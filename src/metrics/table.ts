export interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  /** One sentence: what one more of it means, or what it is now. */
  readonly help: string
  /** Names of its labels. Every one has few values. */
  readonly labels?: readonly string[]
}

/**
 * Every metric, declared once. The page at `/metrics`, docs/metrics.md, and the check of the
 * dashboard and the alerts in `deploy` come from here. Names as Prometheus asks: a unit of the SI
 * in the name, `_total` for counters (https://prometheus.io/docs/practices/naming/).
 */
export const metrics = {
  keyart_http_requests_total: {
    kind: 'counter',
    labels: ['class', 'status'],
    help: 'Requests answered, by type of request and HTTP status.',
  },
  keyart_image_answers_total: {
    kind: 'counter',
    labels: ['tier'],
    help: 'Image requests answered, by source: memory, storage, rendered (created for this request), collapsed (created for an identical request at the same time), uncached (larger than the original and not stored, for a client that is not signed in), substitute (another size, because the render budget was spent), original, not-modified (no bytes sent).',
  },
  keyart_refusals_total: {
    kind: 'counter',
    labels: ['code'],
    help: 'Requests answered with a problem document, by its code, or HTTP_ and the status for problems without a code.',
  },
  keyart_uploads_total: {
    kind: 'counter',
    labels: ['outcome'],
    help: 'Images uploaded or fetched by URL, by outcome: stored or refused.',
  },
  keyart_renderer_calls_total: {
    kind: 'counter',
    labels: ['kind', 'class'],
    help: 'Calls that the renderer process has answered, by kind (render, probe, measure) and priority.',
  },
  keyart_renderer_waiting: {
    kind: 'gauge',
    labels: ['class'],
    help: 'Calls waiting for the renderer process, by priority.',
  },
  keyart_renderer_in_flight: {
    kind: 'gauge',
    help: 'Calls in progress in the renderer process.',
  },
  keyart_renderer_cost_bytes: {
    kind: 'gauge',
    help: 'Estimated memory use of the calls in progress. Calls that would bring it above half of the limit wait.',
  },
  keyart_renderer_slots: {
    kind: 'gauge',
    help: 'Maximum number of calls in progress at the same time.',
  },
  keyart_renderer_ends_total: {
    kind: 'counter',
    labels: ['how'],
    help: 'Renderer processes that ended: crashed, or replaced because of their memory use.',
  },
  keyart_render_seconds: {
    kind: 'histogram',
    help: 'Time for creating one image in the renderer process, without waiting for it.',
  },
  keyart_derivatives_disk_bytes: {
    kind: 'gauge',
    help: 'Size of the derivatives on disk. Grows for a while after a start, until all of them are counted.',
  },
  keyart_derivatives_memory_bytes: {
    kind: 'gauge',
    help: 'Memory used by derivatives in memory, including their index.',
  },
  keyart_catalog_statement_seconds: {
    kind: 'histogram',
    help: 'Time for one SQL statement of the catalog.',
  },
  keyart_scan_running: {
    kind: 'gauge',
    help: '1 while a scan is running, otherwise 0.',
  },
  keyart_scan_finished_timestamp_seconds: {
    kind: 'gauge',
    help: 'When the last scan ended, as a Unix time. Absent until one has.',
  },
  keyart_items: {
    kind: 'gauge',
    help: 'Items in the catalog.',
  },
  keyart_images: {
    kind: 'gauge',
    help: 'Images that Keyart serves.',
  },
  keyart_scan_problems: {
    kind: 'gauge',
    help: 'Files and folders that the last scan could not use.',
  },
  keyart_library_readable: {
    kind: 'gauge',
    labels: ['library', 'kind'],
    help: '1 while the folder of a library can be read, 0 while it is missing or empty. Absent until the first check.',
  },
  keyart_event_loop_delay_seconds: {
    kind: 'histogram',
    help: 'Delay of a 100 ms timer in the server process, that is, how long all requests were blocked.',
  },
  keyart_stalls_total: {
    kind: 'counter',
    help: 'How often the server hung for longer than watchdogSeconds. The log says where.',
  },
  keyart_stall_longest_seconds: {
    kind: 'gauge',
    help: 'The longest such hang since the start.',
  },
  keyart_process_resident_bytes: {
    kind: 'gauge',
    labels: ['process'],
    help: 'Resident memory of the server and the renderer process.',
  },
  keyart_process_cpu_seconds_total: {
    kind: 'counter',
    labels: ['process'],
    help: 'Processor time of the server and of the current renderer process (the latter on Linux only).',
  },
  keyart_process_start_timestamp_seconds: {
    kind: 'gauge',
    help: 'When the server started, as a Unix time.',
  },
  keyart_build_info: {
    kind: 'gauge',
    labels: ['version', 'node'],
    help: 'Always 1. The labels show the versions in use.',
  },
} as const satisfies Readonly<Record<`keyart_${string}`, Metric>>

export type MetricName = keyof typeof metrics

/**
 * Values of the label `class`, by priority. `person` is the name of before there were priorities:
 * alerts that are in use ask for it.
 */
export const classLabels = {
  interactive: 'person',
  prefetch: 'prefetch',
  scan: 'scan',
  prerender: 'prerender',
  refine: 'refine',
} as const
