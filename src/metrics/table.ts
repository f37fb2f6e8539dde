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
    help: 'Requests answered, by what they asked for and HTTP status.',
  },
  keyart_image_answers_total: {
    kind: 'counter',
    labels: ['tier'],
    help: 'Images answered, by where the bytes came from: memory, storage, rendered (made for this request), collapsed (made for another that asked at the same time), unkept (larger than its original, made for a stranger), substitute (another size, for want of budget), original, not-modified (no bytes were needed).',
  },
  keyart_refusals_total: {
    kind: 'counter',
    labels: ['code'],
    help: 'Requests answered with a problem document, by its code; HTTP_ and the status where it has none.',
  },
  keyart_uploads_total: {
    kind: 'counter',
    labels: ['outcome'],
    help: 'Images sent or fetched by URL: kept or refused.',
  },
  keyart_renderer_calls_total: {
    kind: 'counter',
    labels: ['kind', 'class'],
    help: 'Calls that the renderer process has answered, by kind (render, probe, measure) and by who waits.',
  },
  keyart_renderer_waiting: {
    kind: 'gauge',
    labels: ['class'],
    help: 'Calls that wait for the renderer process, by who waits.',
  },
  keyart_renderer_in_flight: {
    kind: 'gauge',
    help: 'Calls that the renderer process is working on.',
  },
  keyart_renderer_cost_bytes: {
    kind: 'gauge',
    help: 'Memory that the calls in work take by estimate; what goes beyond half of the bound waits.',
  },
  keyart_renderer_slots: {
    kind: 'gauge',
    help: 'Calls that the renderer process works on at a time, at most.',
  },
  keyart_renderer_ends_total: {
    kind: 'counter',
    labels: ['how'],
    help: 'Renderer processes that ended: died by themselves, or were replaced for having grown.',
  },
  keyart_render_seconds: {
    kind: 'histogram',
    help: 'Time that making one picture took in the renderer process, without waiting for it.',
  },
  keyart_derivatives_disk_bytes: {
    kind: 'gauge',
    help: 'Derivatives kept on disk; grows for a while after a start until all are counted.',
  },
  keyart_derivatives_memory_bytes: {
    kind: 'gauge',
    help: 'Derivatives held in memory, with what their places take.',
  },
  keyart_catalog_statement_seconds: {
    kind: 'histogram',
    help: 'Time that a statement of the catalog took.',
  },
  keyart_scan_running: {
    kind: 'gauge',
    help: '1 while a scan runs, else 0.',
  },
  keyart_scan_finished_timestamp_seconds: {
    kind: 'gauge',
    help: 'When the last scan ended, since 1970; absent until one has.',
  },
  keyart_items: {
    kind: 'gauge',
    help: 'Items in the catalog.',
  },
  keyart_images: {
    kind: 'gauge',
    help: 'Images that are announced.',
  },
  keyart_scan_problems: {
    kind: 'gauge',
    help: 'Files and folders that the last scan could not use.',
  },
  keyart_library_readable: {
    kind: 'gauge',
    labels: ['library', 'kind'],
    help: '1 while the folder of a library can be read, 0 while it is away or empty; absent until it was looked at.',
  },
  keyart_event_loop_delay_seconds: {
    kind: 'histogram',
    help: "By how much a timer of 100 ms came late in the server's process: for so long all requests stood still.",
  },
  keyart_stalls_total: {
    kind: 'counter',
    help: 'Times that the server answered nobody for longer than watchdogSeconds; the log says where.',
  },
  keyart_stall_longest_seconds: {
    kind: 'gauge',
    help: 'The longest of these since the start.',
  },
  keyart_process_resident_bytes: {
    kind: 'gauge',
    labels: ['process'],
    help: 'Resident memory of the server and of the renderer process.',
  },
  keyart_process_cpu_seconds_total: {
    kind: 'counter',
    labels: ['process'],
    help: 'Processor time of the server and of the renderer process that runs now. The latter on Linux alone.',
  },
  keyart_process_start_timestamp_seconds: {
    kind: 'gauge',
    help: 'When the server started, since 1970.',
  },
  keyart_build_info: {
    kind: 'gauge',
    labels: ['version', 'node'],
    help: 'Always 1; the labels say what runs.',
  },
} as const satisfies Readonly<Record<`keyart_${string}`, Metric>>

export type MetricName = keyof typeof metrics
