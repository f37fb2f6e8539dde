import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import sharp from 'sharp'
import { dataPaths } from '../../src/app.ts'
import { ssim } from '../../test/support/ssim.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { Keyart } from '../keyart.ts'
import { makeFilms } from '../library.ts'
import type { LoadAnswer, LoadCall, LoadRequest } from '../load/load.ts'
import type { Peer } from '../peer.ts'
import { forASecond, profileMissed, profileServer } from '../profile/if-missed.ts'
import { compared, missing, ratioAtMost, type Row, type Section } from '../report/row.ts'
import { kilobytes } from '../report/table.ts'
import { compareSides, measureInTurns, type Side } from '../rounds.ts'
import { fromOriginals, loadGenerator } from '../settings.ts'
import { startIpx } from '../sides/ipx.ts'
import { imageFilterAdvice, startNginx } from '../sides/nginx.ts'
import { listImages, type ServedImage } from './renders.ts'

/** `filtered`: posters of each wall that nginx's image filter is asked for; it takes so long. */
const amounts = {
  tiny: { posters: 12, filtered: 12, rounds: 1 },
  quick: { posters: 60, filtered: 12, rounds: 5 },
  full: { posters: 60, filtered: 60, rounds: 11 },
} as const

/** As jellyfin-web asks for the cards of a wall. */
const box = { width: 297, height: 446 }
const quality = 96

/** For so long each side answers walls of other posters first, in milliseconds. */
const warmUp = 1_000

/** Connections that a browser has to a server over HTTP/1.1. */
const connections = 6

/** What Chromium sends for an image in a page; before it knew AVIF, which takes long to make. */
const chromium = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'
const accepted = {
  tiny: { format: 'WebP', accept: chromium.replace('image/avif,', '') },
  quick: { format: 'WebP', accept: chromium.replace('image/avif,', '') },
  full: { format: 'AVIF', accept: chromium },
} as const

/** A wall of posters that nobody has looked at before. */
export const wall: Benchmark = { name: 'wall', run }

async function run({ folder, pictures, size, watch }: Stage): Promise<Section> {
  const { posters, filtered: some, rounds } = amounts[size]
  const { format, accept } = accepted[size]
  const keyartRequest = ({ id, tag }: ServedImage, again?: number): LoadRequest => {
    const card = `fillWidth=${box.width}&fillHeight=${box.height}&quality=${quality}&tag=${tag}`
    const query = again === undefined ? card : `${card}&again=${again}`
    return { path: `/Items/${id}/Images/Primary?${query}`, headers: { Accept: accept } }
  }
  // One wall more than rounds: somebody has looked at it before, so that its shape is known.
  const library = await makeFilms({
    folder: join(folder, 'films'),
    count: posters * (rounds + 1),
    pictures: { Primary: pictures.Primary },
    files: 'distinct',
  })
  const data = join(folder, 'data')
  await mkdir(data)
  const options = { library: `movies=${library.folder}`, data } as const
  await using load = await loadGenerator()
  {
    await using keyart = await Keyart.start(options)
    await keyart.scanned()
    const first = (await listImages(keyart, library.films)).slice(-posters)
    await lookAt(
      load,
      keyart.port,
      first.map((image) => keyartRequest(image)),
    )
  }
  // What was scanned, without what was made.
  const unpreparedData = join(folder, 'unprepared-data')
  await cp(data, unpreparedData, { recursive: true })
  await rm(dataPaths(unpreparedData).derivatives, { recursive: true, force: true })
  await Keyart.runVerb('prerender', options)
  await using keyart = await Keyart.start(options)
  await keyart.prerendered()
  await using unprepared = await Keyart.start({
    library: options.library,
    data: unpreparedData,
    flags: fromOriginals,
  })
  await unprepared.scanned()
  await using nginx = await startNginx({
    folder,
    workers: 2,
    modules: ['ngx_http_image_filter_module'],
    server: [
      `root ${library.folder};`,
      'location / {',
      `image_filter resize ${box.width} ${box.height};`,
      `image_filter_jpeg_quality ${quality};`,
      'image_filter_buffer 32M;',
      '}',
    ],
  })
  const ipxOrReason = await startIpx(library.folder).catch(
    (error: Error) => `ipx cannot be installed: ${error.message.split('\n')[0]}`,
  )
  await using ipx = typeof ipxOrReason === 'string' ? undefined : ipxOrReason

  const images = await listImages(keyart, library.films)
  const walkOn = (image: ServedImage) => encodeURI(relative(library.folder, image.path))
  let again = 0
  const viewer = (port: number, requestFor: RequestFor, count: number = posters): Viewer => {
    const sizes: number[] = []
    const measure = async (round: number) => {
      const seen = images
        .slice(round * posters, round * posters + count)
        .map((image) => requestFor(image, round < rounds ? undefined : ++again))
      const { milliseconds, bytes } = await lookAt(load, port, seen)
      sizes.push(bytes / count)
      return (milliseconds * posters) / count
    }
    return {
      measure,
      values: [],
      sizes,
      sample: () => likenessOf(port, images.at(-1)!, requestFor),
    }
  }
  const ours = viewer(keyart.port, keyartRequest)
  const cold = viewer(unprepared.port, keyartRequest)
  const filtered = nginx && viewer(nginx.port, (image) => ({ path: `/${walkOn(image)}` }), some)
  const byIpx =
    ipx &&
    viewer(ipx.port, (image) => ({
      path: `/s_${box.width}x${box.height},q_${quality}/${walkOn(image)}`,
      headers: { Accept: accept },
    }))
  const viewers = [ours, cold, filtered, byIpx].filter((viewer) => viewer !== undefined)
  watch.begin('warming up')
  // The last wall is for what compiles as it runs: other people have used the servers before.
  for (const { measure } of viewers)
    for (const end = performance.now() + warmUp; performance.now() < end;) await measure(rounds)
  for (const { sizes } of viewers) sizes.length = 0
  watch.begin('rounds')
  await measureInTurns(rounds, viewers)
  watch.begin('comparing')

  const what = `Wall of ${posters} unseen posters`
  const beside = (name: string, other: Viewer) =>
    compared(what, ' ms', name, compareSides(ours, other))
  const rows: Row[] = [
    byIpx === undefined
      ? missing(`${what}, beside ipx`, typeof ipxOrReason === 'string' ? ipxOrReason : '')
      : compared(what, ' ms', 'ipx', compareSides(ours, byIpx), {
          goals: [ratioAtMost(1 / 20)],
          bounds: 'Sending what is made already takes its time, too.',
        }),
    filtered === undefined
      ? missing(`${what}, beside nginx's image filter`, imageFilterAdvice)
      : beside("nginx's image filter", filtered),
    beside('Keyart, nothing made ahead', cold),
  ]
  const profiles = await profileMissed({ size, watch }, [
    {
      what: 'walls that it has made',
      rows,
      run: () => profileServer(keyart, () => forASecond(() => ours.measure(rounds))),
    },
  ])
  watch.begin('comparing')
  const described = [
    ['Keyart', ours],
    ["nginx's image filter", filtered],
    ['ipx', byIpx],
  ] as const
  return {
    title: 'A wall of posters',
    method: `${posters} posters (1000 x 1500 and 2000 x 3000 JPEG, each file with bytes of its own) that nobody has asked for, as jellyfin-web asks for cards: fillWidth=${box.width}, fillHeight=${box.height}, quality=${quality}, ${connections} connections, Accept as of Chromium${format === 'AVIF' ? '' : ' before it knew AVIF'}, so that Keyart sends ${format}. From the first byte asked to the last one got. Keyart has looked at one wall before, and \`keyart prerender\` has run; beside it stands a Keyart without either. ${ipx?.version ?? 'ipx'} runs as its command does by default and makes JPEG of quality ${quality}, covering the same box; nginx's image filter${nginx === undefined ? '' : ` ${nginx.version}`} has two workers and makes JPEG of quality ${quality} within it${some === posters ? '' : `; it is asked for ${some} of the posters, and the time for ${posters} is taken to be in proportion`}. Each side has answered walls of other posters for ${warmUp / 1000} s or longer just before, so that what is compiled as it runs is. ${rounds} rounds, each of another wall. Less is better: a ratio of 0.05 is twenty times as fast.`,
    rows,
    profiles,
    notes: await Promise.all(
      described.flatMap(([name, viewer]) =>
        viewer === undefined ? [] : [describeSide(name, viewer)],
      ),
    ),
  }
}

/** `again`: of a request whose URL the server shall not know. */
type RequestFor = (image: ServedImage, again?: number) => LoadRequest

interface Viewer extends Side {
  /** Bytes of a poster on average, a value a round. */
  readonly sizes: number[]
  /** SSIM of one poster beside the same made without loss. */
  readonly sample: () => Promise<number>
}

async function describeSide(name: string, viewer: Viewer): Promise<string> {
  const bytes = viewer.sizes.reduce((sum, size) => sum + size, 0) / viewer.sizes.length
  return `${name}: ${kilobytes(bytes)} a poster; SSIM ${(await viewer.sample()).toFixed(4)} beside the same size without loss`
}

async function lookAt(
  load: Peer<LoadCall, LoadAnswer>,
  port: number,
  requests: readonly LoadRequest[],
): Promise<LoadAnswer> {
  const until = { kind: 'count', count: requests.length } as const
  const answer = await load.call({ port, connections, requests, until })
  if (!Object.keys(answer.tally).every((key) => key.startsWith('200')))
    throw new Error(`Expected nothing but 200 but got ${JSON.stringify(answer.tally)}`)
  return answer
}

async function likenessOf(
  port: number,
  image: ServedImage,
  requestFor: RequestFor,
): Promise<number> {
  const { path, headers = {} } = requestFor(image)
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
  const made = Buffer.from(await response.arrayBuffer())
  const { width, height } = await sharp(made).metadata()
  const lossless = sharp(await readFile(image.path)).resize({ width, height, fit: 'fill' })
  return await ssim(made, await lossless.png().toBuffer())
}
