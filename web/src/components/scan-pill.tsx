import { countOf } from '../kinds.ts'
import type { ScanView } from '../scan-status.ts'

/** What the scan is at, in a few words. */
export function ScanPill({ scan }: { readonly scan: ScanView }) {
  switch (scan.kind) {
    case 'unknown':
      return <span class="scan" role="status" />
    case 'lost':
      return (
        <span class="scan lost" role="status" title="Keyart does not answer; trying again">
          <i class="dot" />
          <span class="words">No connection</span>
        </span>
      )
    case 'known': {
      const { state, items, images, problems, drawing } = scan.status
      const running = state === 'running'
      const doing =
        drawing === undefined
          ? running
            ? 'Scanning · '
            : ''
          : `Drawing the demo, ${drawing.done} of ${drawing.total} · `
      const words = doing + countOf(images, 'image')
      const flaw = problems === 0 ? '' : `, ${countOf(problems, 'file')} cannot be used`
      return (
        <span
          class={`scan ${running ? 'running' : 'idle'}`}
          role="status"
          title={`${countOf(items, 'item')}, ${countOf(images, 'image')}${flaw}`}
        >
          <i class="dot" />
          <span class="words">{words}</span>
          {problems > 0 && <span class="problems">{countOf(problems, 'problem')}</span>}
        </span>
      )
    }
    default:
      return scan satisfies never
  }
}
