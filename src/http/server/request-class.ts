/** What a request is about, as far as an operator wants to tell requests apart. */
export type RequestClass =
  'image' | 'upload' | 'edit' | 'browse' | 'sign-in' | 'page' | 'operation' | 'unknown'

/** By method and route; the first that fits counts. */
const patterns: readonly (readonly [RegExp, RequestClass])[] = [
  [
    /^(?:GET|HEAD) .*\/images\/:type|^(?:GET|HEAD) \/(?:userimage|branding\/splashscreen)$/,
    'image',
  ],
  [
    /^DELETE .*\/(?:images|userimage|splashscreen)|^POST (?=.*\/images\/).*\/(?:delete|index)$/,
    'edit',
  ],
  [/^POST .*(?:\/images\/|\/userimage$|\/splashscreen$|\/remoteimages\/)/, 'upload'],
  [/\/(?:users\/authenticatebyname|sessions\/logout|keyart\/setup)$/, 'sign-in'],
  [/ \/(?:health|metrics|keyart\/api)(?:\/|$)/, 'operation'],
  [/ \/(?:$|\*|keyart\/)/, 'page'],
]

/** The class of a request that came to the route `url`; `undefined`: to none. */
export function requestClass(method: string, url: string | undefined): RequestClass {
  if (url === undefined) return 'unknown'
  const [verb, path] = [method.toUpperCase(), url.toLowerCase()]
  return patterns.find(([pattern]) => pattern.test(`${verb} ${path}`))?.[1] ?? 'browse'
}
