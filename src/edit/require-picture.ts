import { KeyartError } from '../errors.ts'
import type { Probe } from '../library/image.ts'
import type { Renderer } from '../render/renderer.ts'

/**
 * Decodes a file that was uploaded or fetched.
 * @throws KeyartError IMAGE_INVALID with what is wrong with it; BUSY; NOT_READY when it cannot be
 * looked at now, which says nothing of it
 */
export async function requirePicture(
  renderer: Pick<Renderer, 'probe'>,
  path: string,
): Promise<Probe> {
  const outcome = await renderer.probe({ path }, 'interactive')
  switch (outcome.kind) {
    case 'image':
      return outcome.probe
    case 'problem':
      throw new KeyartError('IMAGE_INVALID', outcome.reason)
    case 'unreadable':
      throw new KeyartError('NOT_READY', `The upload could not be checked: ${outcome.reason}`)
    case 'missing':
      throw new Error('An upload vanished while it was looked at')
    default:
      return outcome satisfies never
  }
}
