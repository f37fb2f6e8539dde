import { existsSync } from 'node:fs'
import type { Logger } from 'pino'
import type { Catalog } from './catalog/catalog.ts'
import { closeToOthers, dataPaths, requireServerId } from './app/data-folder.ts'
import { logMigration } from './app/log-migration.ts'
import { openPrerendering } from './app/open-prerendering.ts'
import { openFfmpeg, openSandbox } from './app/open-sandbox.ts'
import { type MigrationEvent, openSqliteCatalog } from './catalog/sqlite/sqlite.ts'
import { makeDataFolder } from './config/preflight.ts'
import type { Config } from './config/schema.ts'
import { KeyartError } from './errors.ts'
import { FolderSaver } from './edit/folder-saver.ts'
import { ImageEditor } from './edit/image-editor.ts'
import { collageSource } from './library/collage.ts'
import type { Library } from './library/library.ts'
import type { Prefetcher } from './prerender/prefetcher.ts'
import type { Prerenderer } from './prerender/prerenderer.ts'
import { catalogLists } from './prerender/image-lists.ts'
import { readPagePresets } from './prerender/own-page.ts'
import type { Refiner } from './prerender/refiner.ts'
import { PresetStats } from './prerender/preset-stats.ts'
import { EventLoopDelay } from './metrics/event-loop-delay.ts'
import { Histogram } from './metrics/histogram.ts'
import { Derivatives } from './render/derivatives/derivatives.ts'
import { Measurements } from './render/derivatives/measurements.ts'
import { RenderBudget } from './render/budget/render-budget.ts'
import { SharpRenderer } from './render/sharp/sharp-renderer.ts'
import { StrippedOriginals } from './render/derivatives/stripped-originals.ts'
import { Scanner } from './scan/scan.ts'
import { CollageSource } from './sources/collage.ts'
import { ExtractedImages, extractedSource } from './sources/extracted.ts'
import { FolderSource } from './sources/folder.ts'
import type { FindSource, ImageSource } from './sources/image-source.ts'
import { Uploads, uploadsSource } from './sources/uploads.ts'
import { BudgetedStorage } from './storage/budget.ts'
import { DiskStorage } from './storage/disk.ts'
import { upstreamImageLists } from './upstream/images/image-lists.ts'
import { UpstreamOriginals, upstreamSource } from './upstream/images/originals.ts'

/** Everything but the edges: put together from a configuration, taken apart in the reverse order. */
export interface App extends AsyncDisposable {
  readonly config: Config
  readonly log: Logger
  readonly libraries: readonly Library[]
  readonly catalog: Catalog
  readonly renderer: SharpRenderer
  readonly derivatives: Derivatives
  readonly measurements: Measurements
  /** Absent where originals go out whole. */
  readonly stripped?: StrippedOriginals
  readonly scanner: Scanner
  readonly presetStats: PresetStats
  readonly prefetcher: Prefetcher
  readonly prerenderer: Prerenderer
  readonly refiner: Refiner
  readonly editor: ImageEditor
  readonly findSource: FindSource
  /** Absent where Keyart stands in front of no other server. */
  readonly upstreamOriginals?: UpstreamOriginals
  /** Derivatives on disk. */
  readonly storage: Pick<BudgetedStorage, 'bytes'>
  readonly statementSeconds: Histogram
  readonly eventLoop: EventLoopDelay
  /** 32 hex digits, the same for as long as the data folder lives. */
  readonly serverId: string
}

export async function openApp(config: Config, log: Logger): Promise<App> {
  await using stack = new AsyncDisposableStack()
  const paths = dataPaths(config.data)
  await makeDataFolder(config.data)
  stack.use(await closeToOthers(config.data, log))
  if (existsSync(paths.restoring))
    throw new KeyartError(
      'CATALOG_UNUSABLE',
      'A backup is being restored into the data folder, or a restore was interrupted: run restore again',
    )
  const serverId = await requireServerId(paths.serverId, config.data)
  const eventLoop = stack.use(new EventLoopDelay())
  const statementSeconds = new Histogram([0.0001, 0.001, 0.01, 0.1, 1])
  const onStatement = (took: number) => statementSeconds.observe(took / 1000)
  const onMigration = (event: MigrationEvent) => logMigration(log, event)
  const catalog = stack.use(await openSqliteCatalog(paths.catalog, { onStatement, onMigration }))
  const libraries = config.libraries.map(({ kind, name, folder }): Library => ({
    id: catalog.ids.library({ kind, name }),
    kind,
    name,
    root: folder,
    linkTargets: config.scan.followLinksTo,
  }))

  const uploads = await Uploads.open(paths.uploads)
  const extracted = await ExtractedImages.open(paths.extracted)
  const sources = new Map<string, ImageSource>([
    [uploadsSource, uploads],
    [extractedSource, extracted],
  ])
  const upstreamOriginals =
    config.upstream.url === ''
      ? undefined
      : stack.use(await UpstreamOriginals.open(paths.upstream, config.upstream.maxBytes))
  if (upstreamOriginals !== undefined) sources.set(upstreamSource, upstreamOriginals)
  const findSource: FindSource = (name) => sources.get(name)
  sources.set(collageSource, new CollageSource(findSource))
  for (const library of libraries) sources.set(library.id, new FolderSource(library))

  const storage = stack.use(
    new BudgetedStorage(await DiskStorage.open(paths.derivatives), {
      maxBytes: Math.max(1, config.cache.maxBytes),
      onError: (err) => log.warn({ err }, 'Reading or writing derivatives failed'),
    }),
  )
  const bubblewrap = await openSandbox(config, log)
  const { slots, maxWaiting, memoryBytes, timeoutSeconds, idleSeconds } = config.renderer
  const renderer = stack.use(
    new SharpRenderer({
      ...config.limits,
      ...(slots === 0 ? {} : { slots }),
      maxWaiting,
      maxMemory: memoryBytes,
      timeout: timeoutSeconds * 1000,
      idleTimeout: idleSeconds * 1000,
      sandbox:
        config.sandbox === 'off'
          ? { kind: 'none' }
          : {
              kind: 'permissions',
              read: [
                ...libraries.map(({ root }) => root),
                ...config.scan.followLinksTo,
                paths.derivatives,
                paths.uploads,
                paths.extracted,
                ...(upstreamOriginals === undefined ? [] : [paths.upstream]),
              ],
              ...(bubblewrap === undefined ? {} : { bubblewrap }),
            },
      onEvent: (event) =>
        event.kind === 'died'
          ? log.warn(event, 'The renderer process crashed and was replaced')
          : log.info(event, 'The renderer process was replaced because of its memory use'),
    }),
  )
  const budget = new RenderBudget(config.limits)
  const derivatives = stack.use(
    new Derivatives({
      storage,
      renderer,
      findSource,
      budget,
      memoryBytes: config.cache.memoryBytes,
      useIntermediates: config.cache.intermediates,
      onStoreFailed: (err) => log.warn({ err }, 'A derivative could not be stored'),
    }),
  )
  const { screenGrabs } = config.artwork
  const extraction = {
    store: extracted,
    ffmpeg: await openFfmpeg(config, log, bubblewrap),
    screenGrabs,
  }
  const scanner = stack.use(
    new Scanner({ catalog, renderer, libraries, concurrency: 2 * renderer.slots, extraction }),
  )

  const presetStats = stack.use(
    await PresetStats.open({
      catalog,
      pagePresets: readPagePresets(),
      onSaveFailed: (err) =>
        log.warn({ err }, 'The sizes that clients request could not be stored'),
    }),
  )
  const { prefetcher, refiner, prerenderer } = openPrerendering(stack, {
    ...(upstreamOriginals === undefined
      ? {
          catalog,
          lists: catalogLists(catalog),
          isReadable: ({ original }) => findSource(original.source) !== undefined,
        }
      : upstreamImageLists(catalog.upstream, upstreamOriginals)),
    config,
    derivatives,
    log,
    presetStats,
    renderer,
    scanner,
    storage,
  })
  scanner.subscribe((event) => {
    if (event.kind === 'images') prerenderer.changed(event.ownerIds)
  })

  const editor = new ImageEditor({
    catalog,
    uploads,
    renderer,
    maxBytes: config.limits.maxUploadBytes,
    maxUserBytes: config.limits.maxUserImageBytes,
    fetch: { timeout: config.fetch.timeoutSeconds * 1000 },
    onChange: (ownerId) => prerenderer.changed([ownerId]),
    ...(config.artwork.saveToMedia
      ? { saver: new FolderSaver({ catalog, libraries, rescan: (ref) => scanner.rescanUnit(ref) }) }
      : {}),
  })

  const owned = stack.move()
  return {
    config,
    log,
    libraries,
    catalog,
    renderer,
    derivatives,
    measurements: new Measurements(renderer, findSource, budget),
    ...(config.formats.metadata === 'keep'
      ? {}
      : { stripped: new StrippedOriginals(renderer, findSource) }),
    scanner,
    presetStats,
    prefetcher,
    prerenderer,
    refiner,
    editor,
    findSource,
    ...(upstreamOriginals === undefined ? {} : { upstreamOriginals }),
    storage,
    statementSeconds,
    eventLoop,
    serverId,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
