import assert from 'node:assert/strict'
import type { PrerenderReport } from '../../src/http/operations/prerender.ts'
import { eventually, type Keyart } from './keyart.ts'

/** What Chromium sends for an image in a page. */
export const chromiumAccept = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'

export async function reportPrerender(keyart: Keyart): Promise<PrerenderReport> {
  return await keyart.tell<PrerenderReport>('/keyart/api/prerender')
}

/** Waits until all that was to be made ahead of time is made, with more than `made` in all. */
export async function prerendered(
  keyart: Keyart,
  made = 0,
  timeout = 120_000,
): Promise<PrerenderReport> {
  return await eventually(async () => {
    const report = await reportPrerender(keyart)
    assert.equal(report.state, 'idle')
    assert.ok(report.finishedAt !== undefined && report.made >= made, JSON.stringify(report))
    return report
  }, timeout)
}
