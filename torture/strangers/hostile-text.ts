import { askLightly } from '../../test/support/load.ts'
import { none, tried } from '../trial.ts'
import { type Attack, atRate, stranger, strangersTimeout } from './attack.ts'

const spaces = ' '.repeat(4000)
const zeros = '0'.repeat(15_000)
const posts = {
  'a number of 60 KB': `{"Username":"x","Pw":${'1'.repeat(60_000)}e}`,
  'brackets, 10,000 deep': '['.repeat(10_000) + ']'.repeat(10_000),
}

/** Point by point what made patterns take the square or cube of their input. */
export const hostileText: Attack = {
  name: 'hostile-text',
  what: 'texts that are slow to match or parse: credentials of spaces, widths of zeros, endless numbers and brackets',
  async run({ keyart, posters }, ends) {
    let lost = 0
    const sent = await atRate(20, ends, async (number) => {
      const from = stranger(1)
      const signal = AbortSignal.timeout(strangersTimeout)
      const poster = posters[0]!
      const ways = [
        () =>
          askLightly(keyart.url, poster, {
            headers: { ...from, authorization: `Emby a=${spaces}"` },
            signal,
          }),
        () =>
          askLightly(keyart.url, poster, {
            headers: { ...from, 'x-emby-authorization': `MediaBrowser ${'a="\\'.repeat(900)}` },
            signal,
          }),
        () => askLightly(keyart.url, `${poster}?width=${zeros}`, { headers: from, signal }),
        ...Object.values(posts).map(
          (body) => () =>
            keyart.client
              .ask('/Users/AuthenticateByName', {
                method: 'POST',
                headers: { ...from, 'content-type': 'application/json' },
                body,
              })
              .then(({ status }) => ({ kind: status < 500 ? 'answered' : 'lost' }) as const),
        ),
      ]
      const ending = await ways[number % ways.length]!()
      if (ending.kind !== 'answered') lost++
    })
    return [tried('Hostile texts', sent), none('Hostile texts without a response', lost)]
  },
}
