import { drawPicture } from './draw.ts'
import type { PictureSpec } from './picture.ts'

/** What the demo asks of its drawing process. */
export interface DrawCall {
  readonly id: number
  readonly path: string
  readonly picture: PictureSpec
}

/** The answer to the call of the same id. */
export interface DrawAnswer {
  readonly id: number
  readonly failure?: string
}

async function answer(call: DrawCall): Promise<DrawAnswer> {
  try {
    await drawPicture(call.picture, call.path)
    return { id: call.id }
  } catch (cause) {
    return { id: call.id, failure: cause instanceof Error ? cause.message : String(cause) }
  }
}

process.on('message', (call: DrawCall) => {
  void answer(call).then((done) => process.send?.(done))
})
// Ctrl-C reaches every process of the terminal; the parent decides, and its end is ours.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit(0))
