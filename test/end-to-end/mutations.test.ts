import assert from 'node:assert/strict'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { mutants } from '../support/corpus/mutants.ts'
import { throughHttp } from '../support/corpus/through-http.ts'
import { throughRenderer } from '../support/corpus/through-renderer.ts'
import { openRenderer } from '../support/renderer.ts'
import { temporaryFolder } from '../support/temporary.ts'

suite('1,000 damaged originals', () => {
  test('900 straight through the renderer: a picture, or told as damaged', async (t) => {
    await using folder = await temporaryFolder()
    await using renderer = openRenderer({
      maxSourceBytes: 100_000_000,
      maxSourcePixels: 120_000_000,
      maxMemory: 1_000_000_000,
      timeout: 30_000,
    })
    const outcome = await throughRenderer(renderer, folder.path, mutants(900, 11))
    const { tried, sound, refused, failed, slowest } = outcome
    t.diagnostic(
      `${tried} tried: ${sound} drawn, ${refused} damaged, ${failed} not drawn; at most ${Math.round(slowest.took)} ms`,
    )
    assert.deepEqual(outcome.unexplained, [])
    assert.deepEqual(await readdir(folder.path), [])
    // That it tried what it says.
    assert.equal(tried, 900)
    assert.ok(sound > 50 && refused > 300, `${sound} drawn, ${refused} damaged`)
  })

  test('jellyfin#15629, jellyfin#15464: 50 beside media and 50 uploads, over HTTP: nothing unexplained, nothing left', async (t) => {
    await using folder = await temporaryFolder()
    await mkdir(join(folder.path, 'server'))
    const bad = await Array.fromAsync(mutants(100, 12))
    const outcome = await throughHttp(join(folder.path, 'server'), {
      files: bad.slice(0, 50),
      uploads: bad.slice(50),
    })
    const { announced, stored, requests, pictures, damaged } = outcome
    t.diagnostic(
      `${announced} announced, ${stored} uploads stored, ${requests} requests: ${pictures} pictures, ${damaged} damaged`,
    )
    assert.deepEqual(outcome.unexplained, [])
    assert.deepEqual(outcome.leftFiles, [])
    assert.deepEqual(outcome.leakedDescriptors, [])
    assert.equal(outcome.exitCode, 0)
    assert.ok(pictures > 20 && requests - pictures > 100)
  })
})
