import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planDemo } from '../../demo/plan-demo.ts'
import { extensionOf } from '../../demo/planned.ts'

for (const scale of ['full', 'small'] as const) {
  test(`the ${scale} plan is the same each time and names each file once`, () => {
    const files = planDemo(scale)
    assert.deepEqual(planDemo(scale), files)
    assert.equal(new Set(files.map((file) => file.path.toLowerCase())).size, files.length)
  })

  test(`every path of the ${scale} plan is relative, and says what its picture is`, () => {
    for (const file of planDemo(scale)) {
      assert.match(file.path, /^(Movies|TV Shows|Music|Photos)\/[^/]/)
      assert.doesNotMatch(file.path, /[*\\]|\/\/|\.\.\//)
      if (file.kind === 'picture')
        assert.ok(file.path.endsWith(`.${extensionOf(file.picture.encoding)}`), file.path)
    }
  })

  test(`the ${scale} plan has every kind of picture and every encoding`, () => {
    const pictures = planDemo(scale).flatMap((file) =>
      file.kind === 'picture' ? [file.picture] : [],
    )
    assert.deepEqual([...new Set(pictures.map((picture) => picture.kind))].sort(), [
      'animation',
      'backdrop',
      'clearart',
      'cover',
      'disc',
      'lettered',
      'logo',
      'photo',
      'portrait',
      'poster',
    ])
    assert.deepEqual([...new Set(pictures.map((picture) => picture.encoding))].sort(), [
      'avif',
      'gif',
      'jpeg',
      'png',
      'progressive-jpeg',
      'webp',
    ])
    assert.ok(pictures.some((picture) => picture.kind === 'photo' && picture.orientation !== 1))
  })
}

test('the full plan is as large as promised', () => {
  const paths = planDemo('full').map((file) => file.path)
  const count = (pattern: RegExp) => paths.filter((path) => pattern.test(path)).length
  assert.equal(count(/^Movies\/.*\.mkv$/), 40)
  assert.equal(count(/\/tvshow\.nfo$/), 4)
  assert.equal(count(/\/album\.nfo$/), 10)
  assert.equal(count(/^Photos\/.*\/IMG_/), 20)
})
