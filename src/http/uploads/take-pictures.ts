import type { Server } from '../server/server.ts'

/**
 * Adds routes that change pictures. A body may be of any content type, as clients name one even
 * where they send nothing: the content decides what it is, and only `PictureUploads` reads it.
 * `add` is given the server to add them to and the limit that those with a picture must name: that
 * of one of `maxBytes` in base64.
 */
export async function takePictures(
  server: Server,
  maxBytes: number,
  add: (scope: Server, bodyLimit: number) => void,
): Promise<void> {
  // Four letters for three bytes, with line ends and the head of a `data:` URL.
  const bodyLimit = Math.ceil(maxBytes * 1.4) + 1024
  await server.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    inner.addContentTypeParser('*', (_request, _body, done) => done(null))
    add(inner as unknown as Server, bodyLimit)
  })
}
