import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isKeyartError } from '../../../src/errors.ts'
import { sourceFormats } from '../../../src/library/image.ts'
import { outputFormats, type OutputFormat } from '../../../src/render/plan/formats.ts'
import type { Measurement } from '../../../src/render/plan/measurement.ts'
import { type PlannedImage, planRender, type RenderRequest } from '../../../src/render/plan/plan.ts'

const limits = { maxOutputPixels: 16_800_000 }
const small = fc.integer({ min: 1, max: 400 })
const side = fc.oneof(small, fc.integer({ min: 1, max: 65_535 }))
const asked = fc.oneof(small, fc.integer({ min: 1, max: 2 ** 40 }))

const image: fc.Arbitrary<PlannedImage> = fc.record({
  width: side,
  height: side,
  format: fc.constantFrom(...sourceFormats, 'collage' as const),
  hasAlpha: fc.boolean(),
  frames: fc.oneof(
    fc.constant(1),
    fc.integer({ min: 2, max: 20 }),
    fc.integer({ min: 2, max: 5000 }),
  ),
  servableAsIs: fc.boolean(),
})

const request = fc
  .record(
    {
      size: fc.record(
        {
          width: asked,
          height: asked,
          maxWidth: asked,
          maxHeight: asked,
          fillWidth: asked,
          fillHeight: asked,
        },
        { requiredKeys: [] },
      ),
      quality: fc.integer({ min: 1, max: 100 }),
      accepted: fc.record({ webp: fc.boolean(), avif: fc.boolean(), gif: fc.boolean() }),
      format: fc.constantFrom(...(Object.keys(outputFormats) as OutputFormat[])),
      asStored: fc.constant(true),
      crop: fc.constant(true),
      still: fc.constant(true),
      background: fc.constant('#336699'),
      effects: fc.record(
        {
          blur: fc.double({ min: -1, max: 100, noNaN: true }),
          foreground: fc.double({ noNaN: true }),
          percentPlayed: fc.double({ noNaN: true }),
          unplayedCount: fc.integer(),
          playedIndicator: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['size', 'quality', 'accepted'] },
  )
  .map((one) => one as RenderRequest)

/** Where the picture itself lies in an image, and how it is stored. */
const measurement = (of: PlannedImage): fc.Arbitrary<Measurement> =>
  fc
    .tuple(
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([turned, x, y]) => {
      const size = turned
        ? { width: of.height, height: of.width }
        : { width: of.width, height: of.height }
      const width = Math.max(1, Math.floor(size.width * x))
      const height = Math.max(1, Math.floor(size.height * y))
      const content = { left: size.width - width, top: size.height - height, width, height }
      return { turned, size, content }
    })

test('jellyfin#17056, CVE-2026-53505: whatever is asked for, no picture is larger than the limits, and each is one that can be made', () => {
  const outcomes = { original: 0, derive: 0, refused: 0 }
  const seen = { animated: 0, grounded: 0, cropped: 0 }
  fc.assert(
    fc.property(
      image.chain((of) => fc.tuple(fc.constant(of), measurement(of))),
      // Most of what may be asked for rules an animation out.
      fc.oneof(
        request,
        request.map(({ size, quality, accepted }) => ({ size, quality, accepted })),
      ),
      ([of, measured], wanted: RenderRequest) => {
        let plan
        try {
          plan = planRender(of, wanted, limits, measured)
        } catch (error) {
          // Only what was asked for to the pixel is refused; all else is brought below.
          assert.ok(isKeyartError(error, 'OUTPUT_TOO_LARGE'), String(error))
          assert.ok(wanted.size.width !== undefined || wanted.size.height !== undefined)
          outcomes.refused++
          return
        }
        outcomes[plan.kind]++
        if (plan.kind === 'original') return
        const { width, height, format, crop } = plan
        const traits = outputFormats[format]
        assert.ok(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)
        assert.ok(width * height <= limits.maxOutputPixels, `${width} x ${height}`)
        assert.ok(Math.max(width, height) <= traits.maxSide, `${width} x ${height} ${format}`)
        if (plan.animated) seen.animated++
        if (of.hasAlpha && !traits.alpha) seen.grounded++
        if (crop !== undefined) seen.cropped++
        if (plan.animated) {
          assert.ok(traits.animation && crop === undefined && plan.effects === undefined)
          assert.ok(width * height * of.frames <= 2 * limits.maxOutputPixels)
        }
        assert.equal(plan.quality !== undefined, traits.lossy)
        // What has no transparency gets a ground, so that nothing turns black.
        if (of.hasAlpha && !traits.alpha) assert.ok(plan.background !== undefined)
        if (crop !== undefined) {
          const { left, top } = crop
          assert.ok(left >= 0 && top >= 0 && crop.width > 0 && crop.height > 0)
          assert.ok(left + crop.width <= measured.size.width)
          assert.ok(top + crop.height <= measured.size.height)
        }
      },
    ),
    { numRuns: 5000 },
  )
  // That it tried what it says.
  for (const outcome of ['derive', 'refused'] as const) assert.ok(outcomes[outcome] > 500, outcome)
  for (const [what, count] of Object.entries(seen)) assert.ok(count > 20, `${count} ${what}`)
})
