import { closeJpeg } from '../../containers/jpeg.ts'
import type { SourceLimits } from '../messages.ts'
import { openDecoder } from './decode.ts'
import { Unfit } from './reasons.ts'

/** Bytes that are no marker, and pixels of some kind wherever they are missing. */
const filling = Buffer.alloc(64, 0x5a)

/**
 * That of a JPEG without its end nothing is missing but the end. The decoder takes what is missing
 * for grey, and says so of all rows but the last; but where something is, it makes other pixels of
 * what follows.
 *
 * @throws Unfit
 */
export async function requireAllPixels(bytes: Buffer, limits: SourceLimits): Promise<void> {
  const decode = (jpeg: Buffer) => openDecoder(jpeg, limits).raw().toBuffer()
  const alone = await decode(closeJpeg(bytes))
  const followed = await decode(closeJpeg(bytes, filling))
  if (!alone.equals(followed)) throw new Unfit('The image is cut off')
}
