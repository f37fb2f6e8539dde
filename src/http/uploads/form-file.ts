import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { isKeyartError, KeyartError } from '../../errors.ts'

/** RFC 2046 5.1.1 has no longer one; looking for one takes time by its length. */
const boundaryOf =
  /^multipart\/form-data\s{0,9};(?:[^;]{0,99};){0,9}\s{0,9}boundary="?([^\s";]{1,70})"?\s{0,9}(?:;|$)/i

/** Of fields only the number matters. */
const limits = { files: 1, parts: 50, fieldSize: 1, headerPairs: 50, headerSize: 8192 }

/** Whether a body is a form, as far as its content type says; of one without a boundary it says nothing. */
export function isForm(contentType: string | undefined): contentType is string {
  return contentType !== undefined && boundaryOf.test(contentType)
}

/**
 * The first file in a form, as it comes. Its fields are passed over.
 *
 * @param contentType one that `isForm`
 * @throws KeyartError BODY_INVALID, IMAGE_INVALID where there is no file in it
 */
export async function* readFormFile(
  body: AsyncIterable<Buffer>,
  contentType: string,
): AsyncGenerator<Buffer> {
  const leaving = new AbortController()
  const form = openForm(contentType)
  const parsing = pipeline(Readable.from(body, { objectMode: false }), form, leaving)
  try {
    const file = await Promise.race([firstFile(form), parsing.then(() => undefined)])
    if (file === undefined)
      throw new KeyartError('IMAGE_INVALID', 'Expected a file in the form but there is none')
    // A form that ends within its file says so to itself alone.
    parsing.catch((error: Error) => file.destroy(error))
    yield* file as AsyncIterable<Buffer>
    await parsing
  } catch (cause) {
    if (isKeyartError(cause)) throw cause
    throw new KeyartError('BODY_INVALID', 'Expected a complete form (multipart/form-data)', {
      cause,
    })
  } finally {
    leaving.abort()
    await parsing.catch(() => {})
  }
}

function openForm(contentType: string): BusboyInstance {
  const boundary = boundaryOf.exec(contentType)?.[1]
  const form = new Busboy({
    headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
    // Some programs name no file, but the type of what they send.
    isPartAFile: (_field, type = '', file) =>
      file !== undefined || /^(?:image\/|application\/octet-stream)/i.test(type),
    limits,
  })
  const detail = `Expected at most ${limits.parts} parts in the form`
  return form.once('partsLimit', () => form.destroy(new KeyartError('BODY_INVALID', detail)))
}

async function firstFile(form: BusboyInstance): Promise<BusboyFileStream> {
  const [, file] = (await once(form, 'file')) as [field: string, file: BusboyFileStream]
  return file
}
