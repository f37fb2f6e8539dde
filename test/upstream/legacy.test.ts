import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { legacyTranslation } from '../../src/upstream/legacy.ts'

const client = 'Client="Kodi", Device="TV", DeviceId="7", Version="1"'
const translate = legacyTranslation('/base')

suite('paths', () => {
  for (const [path, expected] of [
    ['/emby/Items?api_key=1', '/Items?ApiKey=1'],
    ['/mediabrowser/System/Info', '/System/Info'],
    ['/EMBY', '/'],
    [
      '/base/emby/Items/a%2Fb?x=api_key&API_KEY=2&api_keys=3',
      '/base/Items/a%2Fb?x=api_key&ApiKey=2&api_keys=3',
    ],
    ['/embywebsocket?api_key=1', '/socket?ApiKey=1'],
    ['/socket?api_key=1&ApiKey=1&deviceId=2', '/socket?api_key=1&ApiKey=1&deviceId=2'],
    ['/socket?apikey=2&api_key=1', '/socket?apikey=2&api_key=1'],
    ['/socket?ApiKey=&api_key=1', '/socket?ApiKey=1'],
    ['/embyx/Items', '/embyx/Items'],
    ['/Items//a/../b?', '/Items//a/../b?'],
    ['/base', '/base'],
  ] as const)
    test(path, () => assert.equal(translate({ path, fields: [] }).path, expected))
})

suite('fields', () => {
  for (const [name, fields, expected] of [
    ['a token alone', ['X-Emby-Token', 'abc'], ['Authorization', 'MediaBrowser Token="abc"']],
    [
      'the other name',
      ['X-MediaBrowser-Token', 'abc'],
      ['Authorization', 'MediaBrowser Token="abc"'],
    ],
    [
      'the old field',
      ['X-Emby-Authorization', `MediaBrowser ${client}, Token="abc"`],
      ['Authorization', `MediaBrowser ${client}, Token="abc"`],
    ],
    [
      'the old field, old scheme, token beside it',
      ['X-Emby-Authorization', `Emby ${client}`, 'X-Emby-Token', 'abc'],
      ['Authorization', `MediaBrowser ${client}, Token="abc"`],
    ],
    [
      'an empty token in it',
      ['X-Emby-Authorization', `MediaBrowser ${client}, Token=""`, 'X-Emby-Token', 'abc'],
      ['Authorization', `MediaBrowser ${client}, Token="abc"`],
    ],
    [
      'the old scheme',
      ['Authorization', `Emby ${client}, Token="abc"`],
      ['Authorization', `MediaBrowser ${client}, Token="abc"`],
    ],
    [
      'a token beside the new field',
      ['Accept', 'a', 'Authorization', `MediaBrowser ${client}`, 'X-Emby-Token', 'abc'],
      ['Accept', 'a', 'Authorization', `MediaBrowser ${client}, Token="abc"`],
    ],
    [
      'what needs no translation',
      ['Authorization', `MediaBrowser ${client}, Token="abc"`, 'Accept', 'b'],
      ['Authorization', `MediaBrowser ${client}, Token="abc"`, 'Accept', 'b'],
    ],
    ['another scheme', ['Authorization', 'Basic eDp5'], ['Authorization', 'Basic eDp5']],
    ['nothing', ['Accept', 'a'], ['Accept', 'a']],
  ] as const)
    test(name, () => assert.deepEqual(translate({ path: '/', fields }).fields, expected))
})
