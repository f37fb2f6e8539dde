import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  imageQuery,
  type ImageQuery,
  toRenderRequest,
} from '../../../src/http/images/image-query.ts'
import { readParameters, splitQuery } from '../../../src/http/protocol/query-keys.ts'
import { planRender } from '../../../src/render/plan/plan.ts'
import { type RecordedSize, recordedSizes } from '../../golden/recorded-sizes.ts'

/**
 * A size of which one side would be 0: Jellyfin cannot make it and sends the original. Keyart sends
 * at least one pixel a side.
 */
const vanishing = /^800x310 (?:width=0&)?maxWidth=1(?:&fillHeight=199)?$/

function sizeOf({ original, query }: RecordedSize, enlarge: boolean): string {
  const asked = readParameters(imageQuery, splitQuery(query)) as ImageQuery
  const image = {
    ...original,
    format: 'jpeg',
    hasAlpha: false,
    frames: 1,
    servableAsIs: true,
  } as const
  const limits = { maxOutputPixels: 100_000_000, enlarge }
  const plan = planRender(image, toRenderRequest(asked, '*/*'), limits)
  const { width, height } = plan.kind === 'original' ? original : plan
  return `${width}x${height}`
}

for (const [version, enlarge] of [
  ['10.11', true],
  ['12.0', false],
] as const)
  test(`sizes are those that Jellyfin ${version} answered with`, () => {
    const others = recordedSizes().filter((row) => sizeOf(row, enlarge) !== row[version])
    const names = others.map(
      ({ original: { width, height }, query }) => `${width}x${height} ${query}`,
    )
    assert.deepEqual(
      names.filter((name) => !vanishing.test(name)),
      [],
    )
    assert.ok(names.length <= 2)
  })
