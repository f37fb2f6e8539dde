import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { openApp } from '../../app.ts'
import { ConfigError } from '../../config/load.ts'
import { preflight } from '../../config/preflight.ts'
import type { Config } from '../../config/schema.ts'
import { AcceptedTokens } from '../../http/front/accepted-tokens.ts'
import { listenInFront } from '../../http/front/listen-in-front.ts'
import { followPassedLists } from '../../http/front/passed-lists.ts'
import { Networks } from '../../networks.ts'
import { parseUpstream } from '../../upstream/address.ts'
import { checkApiKey } from '../../upstream/api/check-key.ts'
import { OriginApi } from '../../upstream/api/origin-api.ts'
import { checkUpstream, rulesOf, type UpstreamFacts } from '../../upstream/check.ts'
import { forgetOtherServer } from '../../upstream/images/forget-other-server.ts'
import { OriginImages } from '../../upstream/images/origin-images.ts'
import { UpstreamImages } from '../../upstream/images/upstream-images.ts'
import { legacyTranslation } from '../../upstream/legacy.ts'
import { Origin } from '../../upstream/origin.ts'
import type { PassDeps } from '../../upstream/pass.ts'
import { MappedOriginals } from '../../upstream/paths/mapped-originals.ts'
import { parsePathMapping } from '../../upstream/path-mapping.ts'
import { TagReader } from '../../upstream/tags/tag-reader.ts'
import { watchUpstream } from '../../upstream/watch-upstream.ts'
import { mayHaveChangedImages } from '../../upstream/writes.ts'
import { takeFolder } from '../folder/existing-folder.ts'
import type { CommandContext } from '../terminal/command.ts'
import { createLog } from '../terminal/log.ts'
import { toDependencies } from '../server/dependencies.ts'
import { FreedMemory } from '../server/freed-memory.ts'
import { IdleMemory, trimAllocator } from '../server/idle-memory.ts'
import { idleMemoryOf } from '../server/idle-memory-of.ts'
import { explainListening } from './explain-listening.ts'
import { reportUpstream } from './report-upstream.ts'
import { synchronise, type Synchronising } from './synchronise.ts'

/**
 * What passes is garbage at once, in buffers that V8 frees when it next looks at its young objects.
 * The more of these it lets gather, the more buffers wait, and the longer it takes: 80 MB less while
 * streams pass, and a quarter less processor time for a list
 * that is not compressed.
 */
function collectOften(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** Serves in front of another server, until asked to stop. */
export async function serveInFront(requested: Config, context: CommandContext): Promise<void> {
  collectOften()
  const { upstream } = requested
  const address = parseUpstream(upstream.url)
  if (address === undefined) throw new TypeError('The settings are checked')
  const enlarge = upstream.enlarge !== 'off'
  // Also for what is created in advance: the version of the server decides.
  const limits = { ...requested.limits, enlarge, background: '#000000' as const }
  // Its items are what there is.
  const config: Config = { ...requested, libraries: [], limits }
  await preflight(config, { port: true, alone: true })
  await using _folder = await takeFolder(config, 'serve')
  const log = await createLog(config, context.out, context.environment)
  await using app = await openApp(config, log)
  if (app.upstreamOriginals === undefined) throw new TypeError('Expected a store of originals')

  using origin = new Origin(address)
  const via = `1.1 keyart-${app.serverId.slice(0, 8)}`
  const translation = legacyTranslation(address.basePath)
  let isTranslated = upstream.legacy === 'on'
  const legacy = () => (isTranslated ? translation : undefined)
  const api =
    upstream.apiKey === '' ? undefined : new OriginApi({ origin, via, apiKey: upstream.apiKey })
  const mappings = upstream.paths.flatMap((text) => parsePathMapping(text) ?? [])
  await using images = new UpstreamImages({
    images: new OriginImages({ origin, via, legacy, maxBytes: config.limits.maxSourceBytes }),
    originals: app.upstreamOriginals,
    store: app.catalog.upstream,
    onStoreFailed: (err) => log.warn({ err }, 'What was learned of an image could not be stored'),
    probe: (file, priority) => app.renderer.probe(file, priority),
    onStored: (ownerIds) => app.prerenderer.changed(ownerIds),
    mapped:
      api === undefined || mappings.length === 0
        ? undefined
        : new MappedOriginals({ api, mappings }),
  })
  const proxies = new Networks(config.http.trustedProxies)
  const isTrusted = (text: string) => proxies.has(text)
  const own = toDependencies(app)
  const { networks, prefetcher } = own
  const { basePath } = address
  const acceptedTokens = new AcceptedTokens({ basePath, isTrusted, networks })
  const onListed = followPassedLists({ acceptedTokens, isTrusted, prefetcher })
  await using tagReader = new TagReader(({ tags, ownerIds }, seen, { request }) => {
    images.see(tags, seen)
    onListed(request, ownerIds)
  })
  let passed = 0
  const pass: PassDeps = {
    origin,
    via,
    isTrusted,
    legacy,
    observe: (request, answer) => {
      passed++
      if (mayHaveChangedImages(request.method, request.path, answer.statusCode ?? 500)) {
        images.forget()
        answer.once('end', () => images.forget())
      } else tagReader.observe(request, answer)
    },
    onFailure: (reason, method) => log.warn({ reason, method }, 'The upstream did not answer'),
  }
  const learn = async (facts: UpstreamFacts) => {
    const rules = rulesOf(facts)
    if (upstream.legacy === 'auto') isTranslated = !rules.isLegacy
    if (upstream.enlarge === 'auto') limits.enlarge = rules.enlarge
    app.presetStats.expectJellyfinWeb(rules.isLegacy ? '10.11' : '12')
    const { product = 'Emby or Jellyfin', version } = facts
    log.info({ product, version }, 'In front of an upstream')
    await forgetOtherServer(app.catalog.upstream, images, facts.serverId)
  }
  let synchronising: Synchronising | undefined
  const deps = {
    ...own,
    acceptedTokens,
    pass,
    upstreamImages: images,
    tagReader,
    upstreamKey: upstream.apiKey,
    reportUpstream: () => reportUpstream(app.catalog.upstream, own.reportPrerender, synchronising),
  }
  await using front = await explainListening(listenInFront(deps, config), config)
  // Now that this server would hear itself.
  const check = await checkUpstream(origin, via)
  if (check.kind === 'wrong') throw new ConfigError([check.mistake])
  if (api !== undefined && check.kind === 'ok') {
    const keyCheck = await checkApiKey(api, `${address.origin}${address.basePath}`)
    if (keyCheck.kind === 'wrong') throw new ConfigError([keyCheck.mistake])
  }
  if (check.kind === 'away') log.warn(check.mistake)
  else await learn(check.facts)
  log.info(`Keyart listens on ${front.url}; in front of ${address.origin}${address.basePath}`)

  await using stack = new AsyncDisposableStack()
  if (api !== undefined)
    synchronising = stack.use(synchronise({ app, api, images, basePath: address.basePath }))
  if (config.prerender.enabled)
    void app.upstreamOriginals.loaded.then(() => app.prerenderer.start())
  const onFacts = (facts: UpstreamFacts) =>
    void learn(facts).catch((err: unknown) => log.error({ err }, 'The catalog cannot be written'))
  const watching = watchUpstream(
    { origin, via, signal: context.signal, onFacts, onMistake: (text) => log.warn(text) },
    check.kind === 'ok' ? check.facts : undefined,
  )
  using _idle = new IdleMemory(idleMemoryOf(app, own, () => passed))
  using _freed = new FreedMemory({ trim: trimAllocator })
  if (!context.signal.aborted) await once(context.signal, 'abort')
  log.info('Stopping')
  await Promise.all([front[Symbol.asyncDispose](), watching])
}
