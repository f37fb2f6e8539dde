import { cp, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { dataPaths } from '../../src/app/data-folder.ts'
import { Client } from '../../test/support/ask.ts'
import { Keyart, libraryArguments, runKeyart } from '../../test/support/keyart.ts'
import { prerendered } from '../../test/support/prerendered.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { listImages, type ServedImage } from '../films-server.ts'
import { makeFilms } from '../library.ts'
import { likenessOf } from '../likeness.ts'
import { type Load, type LoadAnswer, type LoadRequest, startLoad } from '../load.ts'
import { compared, kilobytes, missing, ratioAtMost, type Section } from '../report/row.ts'
import { compare, measureInTurns } from '../rounds.ts'
import { fromOriginals } from '../settings.ts'
import { startIpx } from '../sides/ipx.ts'
import { imageFilterAdvice, startNginx } from '../sides/nginx.ts'

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

/** What is made ahead of full walls takes so long at most, in milliseconds. */
const timeout = 900_000

/** What Chromium sends for an image in a page; before it knew AVIF, which takes long to make. */
const chromium = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'
const withoutAvif = { format: 'WebP', accept: chromium.replace('image/avif,', '') }
const accepted = {
  tiny: withoutAvif,
  quick: withoutAvif,
  full: { format: 'AVIF', accept: chromium },
} as const

/** A wall of posters that nobody has looked at before. */
export const wall: Benchmark = { name: 'wall', run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { posters, filtered: some, rounds } = amounts[size]
  const { format, accept } = accepted[size]
  const requestOfKeyart = ({ id, tag }: ServedImage, again?: number): LoadRequest => {
    const card = `fillWidth=${box.width}&fillHeight=${box.height}&quality=${quality}&tag=${tag}`
    const query = again === undefined ? card : `${card}&again=${again}`
    return { path: `/Items/${id}/Images/Primary?${query}`, headers: { Accept: accept } }
  }
  // One wall more than rounds: two clients have looked at it before, so that its shape is known.
  const library = await makeFilms({
    folder: join(folder, 'films'),
    count: posters * (rounds + 1),
    pictures: { Primary: pictures.Primary },
    files: 'distinct',
  })
  const libraries = [{ kind: 'movies', folder: library.folder }]
  const data = join(folder, 'data')
  await using load = await startLoad()
  {
    // A preset counts once several clients have asked for it.
    const args = ['--http-trusted-proxies=127.0.0.1', '--access-without-accounts=open']
    await using keyart = await Keyart.start({ libraries, data, args })
    const first = (await listImages(keyart, library)).slice(-posters)
    for (const client of [1, 2]) {
      const requests = first.map((image) => {
        const { path, headers } = requestOfKeyart(image, client)
        return { path, headers: { ...headers, 'X-Forwarded-For': `192.0.2.${client}` } }
      })
      await observe(load, keyart.url, requests)
    }
  }
  // What was scanned, without what was made.
  const unpreparedData = join(folder, 'unprepared-data')
  await cp(data, unpreparedData, { recursive: true })
  await rm(dataPaths(unpreparedData).derivatives, { recursive: true, force: true })
  const args = ['prerender', ...libraryArguments({ libraries }), '--data', data]
  const { code, errors } = await runKeyart(args, { timeout })
  if (code !== 0)
    throw new Error(`Expected keyart prerender to end with 0 but got ${code} ${errors}`)
  await using keyart = await Keyart.start({ libraries, data })
  await prerendered(keyart, 0, timeout)
  await using unprepared = await Keyart.start({
    libraries,
    data: unpreparedData,
    args: fromOriginals,
  })
  const filter = [`image_filter resize ${box.width} ${box.height};`, 'image_filter_buffer 32M;']
  await using nginx = await startNginx({
    folder,
    workers: 2,
    module: 'ngx_http_image_filter_module',
    server: [`root ${library.folder};`, ...filter, `image_filter_jpeg_quality ${quality};`],
  })
  const ipxOrReason = await startIpx(library.folder).catch(
    (error: Error) => `ipx cannot be installed: ${error.message.split('\n')[0]}`,
  )
  await using ipx = typeof ipxOrReason === 'string' ? undefined : ipxOrReason

  const images = await listImages(keyart, library)
  const pathOf = (image: ServedImage) => encodeURI(relative(library.folder, image.path))
  let again = 0
  const viewer = (name: string, url: string, requestFor: RequestFor, count: number = posters) => {
    const sizes: number[] = []
    const measure = async (round: number) => {
      const seen = images.slice(round * posters, round * posters + count)
      // The last wall is looked at many times: each time by URLs that the server does not know.
      const requests = seen.map((image) => requestFor(image, round < rounds ? undefined : ++again))
      const { milliseconds, bytes } = await observe(load, url, requests)
      if (round < rounds) sizes.push(bytes / count)
      return (milliseconds * posters) / count
    }
    const describe = async () => {
      const bytes = sizes.reduce((sum, one) => sum + one, 0) / sizes.length
      const { path, headers = {} } = requestFor(images.at(-1)!)
      const { body } = await new Client(url).ask(path, { headers })
      const likeness = await likenessOf(body, images.at(-1)!.path)
      return `${name}: ${kilobytes(bytes)} a poster; SSIM ${likeness.toFixed(4)} compared with the same size without loss`
    }
    return { measure, describe }
  }
  const ours = viewer('Keyart', keyart.url, requestOfKeyart)
  const unmade = viewer('Keyart, nothing in advance', unprepared.url, requestOfKeyart)
  const filtered =
    nginx &&
    viewer("nginx's image filter", nginx.url, (image) => ({ path: `/${pathOf(image)}` }), some)
  const byIpx =
    ipx &&
    viewer('ipx', ipx.url, (image) => ({
      path: `/s_${box.width}x${box.height},q_${quality}/${pathOf(image)}`,
      headers: { Accept: accept },
    }))
  const viewers = [ours, unmade, filtered, byIpx].filter((viewer) => viewer !== undefined)
  // For what compiles as it runs: other people have used the servers before.
  for (const { measure } of viewers)
    for (const end = performance.now() + warmUp; performance.now() < end;) await measure(rounds)
  const times = await measureInTurns(
    rounds,
    viewers.map(({ measure }) => measure),
  )
  const timesOf = (viewer: (typeof viewers)[number]) => times[viewers.indexOf(viewer)]!

  const what = `Wall of ${posters} unseen posters`
  return {
    title: 'A wall of posters',
    method: `${posters} posters (1000 x 1500 and 2000 x 3000 JPEG, all files different) that have not been requested before, as jellyfin-web requests cards: fillWidth=${box.width}, fillHeight=${box.height}, quality=${quality}, ${connections} connections, Accept as of Chromium${format === 'AVIF' ? '' : ' before it knew AVIF'}, so that Keyart sends ${format}, and JPEG where nothing is there yet. From the first request to the last byte got. Two clients have looked at another wall of Keyart before, and \`keyart prerender\` has run; it is also compared with a Keyart without either. ${ipx?.version ?? 'ipx'} runs with its defaults and creates JPEGs of quality ${quality}, covering the same box; nginx's image filter${nginx === undefined ? '' : ` ${nginx.version}`} has two workers and makes JPEG of quality ${quality} within it${some === posters ? '' : `; it is asked for ${some} of the posters, and the time for ${posters} is taken to be in proportion`}. Each side has answered walls of other posters for ${warmUp / 1000} s or longer just before, to warm up the JIT compiler. ${rounds} rounds, each of another wall. Less is better: a ratio of 0.05 is twenty times as fast.`,
    rows: [
      byIpx === undefined
        ? missing(`${what}, beside ipx`, typeof ipxOrReason === 'string' ? ipxOrReason : '')
        : compared(what, ' ms', 'ipx', compare(timesOf(ours), timesOf(byIpx)), {
            goals: [ratioAtMost(1 / 20)],
            bounds: 'Sending cached images takes time, too.',
          }),
      filtered === undefined
        ? missing(`${what}, beside nginx's image filter`, imageFilterAdvice)
        : compared(what, ' ms', "nginx's image filter", compare(timesOf(ours), timesOf(filtered))),
      compared(what, ' ms', 'Keyart, nothing in advance', compare(timesOf(ours), timesOf(unmade))),
    ],
    notes: await Promise.all(
      viewers.filter((viewer) => viewer !== unmade).map(({ describe }) => describe()),
    ),
  }
}

/** `again`: of a request whose URL the server shall not know. */
type RequestFor = (image: ServedImage, again?: number) => LoadRequest

async function observe(
  load: Load,
  url: string,
  requests: readonly LoadRequest[],
): Promise<LoadAnswer> {
  return await load.call({ url, connections, requests, expected: '200' })
}
