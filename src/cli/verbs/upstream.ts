import { parseCommandLine } from '../../config/command-line.ts'
import { ConfigError } from '../../config/load.ts'
import { parseUpstream } from '../../upstream/address.ts'
import { checkApiKey, findTrustedProxies } from '../../upstream/api/check-key.ts'
import { OriginApi } from '../../upstream/api/origin-api.ts'
import { checkUpstream, rulesOf } from '../../upstream/check.ts'
import { findBasePath } from '../../upstream/find-base-path.ts'
import { Origin } from '../../upstream/origin.ts'
import { findShortcomings } from '../../upstream/shortcomings.ts'
import type { Command } from '../terminal/command.ts'
import { shown } from '../terminal/shown.ts'

/** A clock may be this far off, in milliseconds, before dates mislead. */
const clockTolerance = 5_000

/** Asks a server whether Keyart can stand in front of it. */
export const upstream: Command = {
  summary: 'Says whether Keyart can stand in front of the Jellyfin or Emby server at URL.',
  usage: 'check URL [--api-key KEY]',
  options: {
    'api-key KEY':
      'Also says what an API key of the server adds. Default: KEYART_UPSTREAM_API_KEY.',
  },
  run: async ({ args, environment, out }) => {
    const { words, flags, mistakes } = parseCommandLine(args, { 'api-key': 'text' }, 2)
    const [action, text] = words
    // The setting's own name, for who tries what `serve` is to be told.
    const given = flags.get('api-key') ?? flags.get('upstream-api-key')
    const apiKey = given?.at(-1) ?? environment['KEYART_UPSTREAM_API_KEY'] ?? ''
    if (mistakes.length > 0) throw new ConfigError(mistakes)
    if (action !== 'check' || text === undefined)
      throw new ConfigError(['Expected: keyart upstream check URL [--api-key KEY]'])
    const address = parseUpstream(text)
    if (address === undefined)
      throw new ConfigError([
        `Expected the URL of a Jellyfin or Emby server such as http://jellyfin:8096 but received '${text}'`,
      ])
    using origin = new Origin(address)
    const check = await checkUpstream(origin, '1.1 keyart-check')
    const say = (line: string) => out.write(`${line}\n`)
    if (check.kind !== 'ok') {
      say(check.mistake)
      const basePath = await findBasePath(origin)
      if (basePath !== undefined)
        say(`Its base URL is ${basePath}: use ${address.origin}${basePath}`)
      return 'problems'
    }
    const { product, version, serverName, clockAhead, took } = check.facts
    say(`Reachable: answered in ${Math.round(took)} ms`)
    say(
      `Server: ${product ?? 'Emby, or another without a product name'} ${version}, "${serverName}"`,
    )
    say(`Base URL: ${address.basePath === '' ? 'none' : address.basePath}`)
    const isOff = clockAhead !== undefined && Math.abs(clockAhead) > clockTolerance
    const seconds = Math.round((clockAhead ?? 0) / 1000)
    say(
      clockAhead === undefined
        ? 'Clock: unknown (no Date in its answers): images are revalidated each time'
        : `Clock: ${isOff ? `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine` : 'the same as here'}`,
    )
    say(
      !rulesOf(check.facts).isLegacy
        ? 'Older apps: Keyart translates /emby, X-Emby-Token and api_key, which this version refuses (--upstream-legacy)'
        : 'Older apps: understood by the server itself',
    )
    const api =
      apiKey === '' ? undefined : new OriginApi({ origin, via: '1.1 keyart-check', apiKey })
    const proxies = api === undefined ? undefined : await findTrustedProxies(api)
    say(describeProxies(proxies))
    const shortcomings = findShortcomings(check.facts, proxies)
    if (shortcomings.length === 0) say('Would not work: nothing that was found')
    for (const shortcoming of shortcomings) say(`Would not work: ${shortcoming}`)
    if (api !== undefined) return await sayOfKey(api, `${address.origin}${address.basePath}`, say)
    say(
      'API key: none; with one (--upstream-api-key), images are fetched and created in advance, and can be read from disk (--upstream-paths)',
    )
    return undefined
  },
}

/** @param proxies that the server knows; `undefined` where it does not say */
function describeProxies(proxies: readonly string[] | undefined): string {
  const where = 'Jellyfin: Dashboard, Networking'
  const otherwise = 'or every client counts as Keyart'
  return proxies === undefined || proxies.length === 0
    ? `Known proxies${proxies === undefined ? '' : ' (now: none)'}: add the address of Keyart to them (${where}), ${otherwise}`
    : `Known proxies: ${proxies.map(shown).join(', ')}; the address of Keyart must be among them (${where}), ${otherwise}`
}

async function sayOfKey(
  api: OriginApi,
  place: string,
  say: (line: string) => void,
): Promise<void | 'problems'> {
  const check = await checkApiKey(api, place)
  if (check.kind === 'ok')
    return say(
      'API key: accepted: with --upstream-api-key, images are fetched and created in advance',
    )
  say(check.kind === 'wrong' ? check.mistake : 'API key: the server does not answer now')
  return 'problems'
}
