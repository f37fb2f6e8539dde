import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { isKeyartError, type ProblemCode } from '../../src/errors.ts'
import { planDelete, planMove, planUpload } from '../../src/library/image-edits.ts'
import {
  emptyLayout,
  type ImageFamily,
  type ImageLayout,
  shownImages,
  type TaggedOriginal,
} from '../../src/library/image-layout.ts'
import type { ImageType } from '../../src/library/image-type.ts'

const file = (name: string): TaggedOriginal => ({
  ref: { source: 'lib', key: name },
  tag: `#${name}`,
})
const given = (name: string): TaggedOriginal => ({
  ref: { source: 'uploads', key: name },
  tag: `#${name}`,
})

/** What the catalog makes of a layout: its uploads, then the files. */
function family(
  type: ImageType,
  files: readonly string[],
  layout: ImageLayout = emptyLayout,
): ImageFamily {
  const uploads = layout.uploads.map(({ key }) => given(key))
  return { type, originals: [...uploads, ...files.map(file)], layout }
}

const shown = (type: ImageType, files: readonly string[], layout: ImageLayout) =>
  shownImages(family(type, files, layout)).map(({ ref }) => ref.key)

const throws = (work: () => unknown, code: ProblemCode, parameter?: string) =>
  assert.throws(work, (error) => isKeyartError(error, code) && error.parameter === parameter)

suite('a type with one image', () => {
  const files = ['poster', 'folder']

  test('an upload lies over files and replaces an earlier one', () => {
    const one = planUpload(family('Primary', files), given('one'))
    assert.deepEqual(shown('Primary', files, one), ['one'])
    const two = planUpload(family('Primary', files, one), given('two'), 0)
    assert.deepEqual(two.uploads, [given('two').ref])
    assert.deepEqual(shown('Primary', files, two), ['two'])
  })

  test('deleting an upload shows the file, deleting that hides all files', () => {
    const one = planUpload(family('Primary', files), given('one'))
    const beneath = planDelete(family('Primary', files, one), 0)
    assert.deepEqual(shown('Primary', files, beneath), ['poster'])
    const none = planDelete(family('Primary', files, beneath), 0)
    assert.deepEqual(shown('Primary', files, none), [])
    throws(() => planDelete(family('Primary', files, none), 0), 'IMAGE_NOT_FOUND')
    const again = planUpload(family('Primary', files, none), given('one'))
    assert.deepEqual(shown('Primary', files, again), ['one'])
  })

  test('there is no second one and nothing to move', () => {
    throws(() => planUpload(family('Logo', []), given('x'), 1), 'QUERY_INVALID', 'imageIndex')
    throws(() => planDelete(family('Logo', ['logo']), 1), 'IMAGE_NOT_FOUND')
    throws(() => planMove(family('Logo', ['logo']), 0, 0), 'QUERY_INVALID', 'imageType')
  })
})

suite('a type with several images', () => {
  const files = ['a', 'b', 'c']

  test('without an index, and with that of the end, an upload comes last', () => {
    for (const index of [undefined, 3]) {
      const layout = planUpload(family('Backdrop', files), given('new'), index)
      assert.deepEqual(shown('Backdrop', files, layout), ['a', 'b', 'c', 'new'])
      // A file that comes later stands behind it.
      assert.deepEqual(shown('Backdrop', [...files, 'd'], layout), ['a', 'b', 'c', 'new', 'd'])
    }
    throws(
      () => planUpload(family('Backdrop', files), given('n'), 4),
      'QUERY_INVALID',
      'imageIndex',
    )
  })

  test('an upload at an index replaces: a file is hidden, an upload dropped', () => {
    const one = planUpload(family('Backdrop', files), given('one'), 1)
    assert.deepEqual(shown('Backdrop', files, one), ['a', 'one', 'c'])
    assert.deepEqual(one.hidden, [file('b')])
    const two = planUpload(family('Backdrop', files, one), given('two'), 1)
    assert.deepEqual(shown('Backdrop', files, two), ['a', 'two', 'c'])
    assert.deepEqual(two.uploads, [given('two').ref])
    assert.deepEqual(two.hidden, [file('b')])
  })

  test('a picture that is shown is not shown twice', () => {
    const one = planUpload(family('Backdrop', files), given('one'))
    for (const index of [undefined, 3, 4])
      assert.equal(planUpload(family('Backdrop', files, one), given('one'), index), one)
    const same = { ...given('x'), tag: '#b' }
    assert.equal(planUpload(family('Backdrop', files, one), same), one)
    const moved = planUpload(family('Backdrop', files, one), given('one'), 0)
    assert.deepEqual(shown('Backdrop', files, moved), ['one', 'b', 'c'])
    assert.deepEqual(moved.uploads, [given('one').ref])
  })

  test('moving takes out and puts in', () => {
    const layout = planMove(family('Backdrop', files), 0, 2)
    assert.deepEqual(shown('Backdrop', files, layout), ['b', 'c', 'a'])
    assert.deepEqual(shown('Backdrop', files, planMove(family('Backdrop', files, layout), 2, 1)), [
      'b',
      'a',
      'c',
    ])
    throws(() => planMove(family('Backdrop', files), 0, 3), 'QUERY_INVALID', 'newIndex')
    throws(() => planMove(family('Backdrop', files), 3, 0), 'IMAGE_NOT_FOUND')
  })

  test('what is away keeps its place behind the one that it stood behind', () => {
    const layout = planMove(family('Backdrop', files), 2, 0)
    const less = planMove(family('Backdrop', ['b', 'c'], layout), 0, 1)
    assert.deepEqual(shown('Backdrop', ['b', 'c'], less), ['b', 'c'])
    assert.deepEqual(shown('Backdrop', files, less), ['b', 'c', 'a'])
  })
})

test('any edits leave what a list would have', () => {
  const edit = fc.oneof(
    fc.record({
      kind: fc.constant('upload' as const),
      name: fc.constantFrom('p', 'q', 'r', 's'),
      at: fc.option(fc.nat(5), { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('delete' as const), at: fc.nat(5) }),
    fc.record({ kind: fc.constant('move' as const), at: fc.nat(5), to: fc.nat(5) }),
  )
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom('a', 'b', 'c')), fc.array(edit), (files, edits) => {
      let layout = emptyLayout
      let list: string[] = [...files]
      for (const step of edits) {
        const current = family('Backdrop', files, layout)
        if (step.kind === 'move') {
          if (step.at >= list.length || step.to >= list.length) continue
          layout = planMove(current, step.at, step.to)
          const [moved = ''] = list.splice(step.at, 1)
          list.splice(step.to, 0, moved)
        } else if (step.kind === 'delete') {
          if (step.at >= list.length) continue
          layout = planDelete(current, step.at)
          list.splice(step.at, 1)
        } else {
          if ((step.at ?? 0) > list.length) continue
          layout = planUpload(current, given(step.name), step.at)
          const at = step.at ?? list.length
          const has = list.indexOf(step.name)
          if (has !== -1 && at === list.length) continue
          if (has !== at)
            list = list
              .toSpliced(at, 1, step.name)
              .filter((name, n) => name !== step.name || n === at)
        }
        assert.deepEqual(shown('Backdrop', files, layout), list)
        assert.equal(new Set(layout.uploads.map(({ key }) => key)).size, layout.uploads.length)
      }
    }),
  )
})
