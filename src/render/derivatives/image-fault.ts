import { isKeyartError } from '../../errors.ts'

/**
 * Whether a failure is of the image itself, so that trying again fails again. Everything else
 * passes: a disk that is away, a process that does not start, a line that is full, a bug that is
 * mended with the next version. What passes must not be remembered as the image's.
 */
export function isImageFault(error: unknown): boolean {
  return (
    isKeyartError(error, 'SOURCE_DAMAGED') ||
    isKeyartError(error, 'OUTPUT_TOO_LARGE') ||
    // With a time after which to try again, nothing was tried at all.
    (isKeyartError(error, 'RENDER_FAILED') && error.retryAfter === undefined)
  )
}
