import { askLightly } from '../../test/support/load.ts'
import { atLeast, none, tried } from '../trial.ts'
import { type Attack, atRate, stranger, strangersTimeout } from './attack.ts'

interface SizePreset {
  readonly width?: number
  readonly height?: number
}

/** One network asks for large sizes of many pictures, so that they be made ahead for everyone. */
export const presets: Attack = {
  name: 'shapes',
  what: 'one address that requests the same large sizes of many images, so that they are created in advance',
  async run({ keyart, posters, key }, ends) {
    const widths = [3300, 3301, 3302, 3303]
    const sent = await atRate(20, ends, async (number) => {
      const poster = posters[number % posters.length]!
      const width = widths[Math.floor(number / posters.length) % widths.length]!
      await askLightly(keyart.url, `${poster}?width=${width}&height=5000&format=jpg`, {
        headers: stranger(3),
        signal: AbortSignal.timeout(strangersTimeout),
      })
    })
    const report = await keyart.client.json<{ presets: readonly SizePreset[] }>(
      '/keyart/api/prerender',
      {
        headers: key,
      },
    )
    const theirs = report.presets.filter(({ width = 0 }) => widths.includes(width))
    return [
      tried('Requests for large sizes', sent),
      none('Created in advance for that', theirs.length),
    ]
  },
}

/** One address takes all the sizes that it can get of one picture; then somebody else wants one. */
export const lockOut: Attack = {
  name: 'lock-out',
  what: 'one address that requests ever new sizes of one image, beside others that request a few',
  async run({ keyart, posters }, ends) {
    const poster = posters[1]!
    let refused = 0
    const sent = await atRate(40, ends, async (number) => {
      const ending = await askLightly(keyart.url, `${poster}?width=${50 + number}&format=jpg`, {
        headers: stranger(4),
        signal: AbortSignal.timeout(strangersTimeout),
      })
      if (ending.kind === 'answered' && ending.status === 429) refused++
    })
    let served = 0
    const others = 10
    for (let number = 0; number < others; number++) {
      const width = 300 + number
      const { status, headers } = await keyart.client.ask(`${poster}?width=${width}&quality=55`, {
        headers: stranger(1000 + number),
      })
      // Exactly what was asked for has the entity tag of its plan; a substitute is kept by nobody.
      if (status === 200 && !String(headers['cache-control']).includes('no-store')) served++
    }
    return [
      tried('Sizes requested by one address', sent),
      tried('Of these, refused (429)', refused),
      atLeast('New sizes for ten others afterwards', served, others),
    ]
  },
}

/** Large upscales, each once: nothing that others look at may leave for them. */
export const upscales: Attack = {
  name: 'upscales',
  what: 'strangers who request upscaled images, each once',
  async run({ keyart, posters, key }, ends) {
    const looked = posters.map((poster) => `${poster}?width=180&format=jpg`)
    for (let round = 0; round < 3; round++)
      for (const path of looked) await keyart.client.ask(path, { headers: key })
    const sent = await atRate(10, ends, async (number) => {
      const poster = posters[number % posters.length]!
      await askLightly(keyart.url, `${poster}?width=${2000 + number}&format=png`, {
        headers: stranger(2000 + (number % 40)),
        signal: AbortSignal.timeout(strangersTimeout),
      })
    })
    let hits = 0
    for (const path of looked) {
      const { headers } = await keyart.client.ask(path, { headers: key })
      if (String(headers['cache-status']).includes('hit')) hits++
    }
    return [
      tried('Upscales', sent),
      atLeast(
        'Still cached of what others request',
        Math.round((100 * hits) / looked.length),
        95,
        '%',
      ),
    ]
  },
}

/** Effects whose estimate was far too low. */
export const dear: Attack = {
  name: 'dear',
  what: 'one address that requests the most expensive images: blur 100, AVIF, maximum size',
  async run({ keyart, posters }, ends) {
    const sent = await atRate(10, ends, async (number) => {
      const poster = posters[number % posters.length]!
      const path = `${poster}?width=${1500 + number}&blur=100&format=avif`
      await askLightly(keyart.url, path, {
        headers: stranger(5),
        signal: AbortSignal.timeout(strangersTimeout),
      })
    })
    return [tried('Requests for expensive images', sent)]
  },
}
