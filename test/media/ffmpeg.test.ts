import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg.ts'
import { runProcess } from '../../src/media/run-process.ts'
import sharp from 'sharp'
import { survivorsOf } from '../support/process-group.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { fakeFfmpeg, ffmpeg, makeVideo, needsFfmpeg } from '../support/videos.ts'

const signal = new AbortController().signal

test('is found on the PATH or in a folder, both programs or none', async () => {
  await using folder = await temporaryFolder()
  const inside = join(folder.path, 'inside')
  await mkdir(inside)
  const path = [folder.path, '', '/does/not/exist', inside].join(delimiter)
  assert.equal(await findFfmpeg('auto', path), undefined)
  const fake = await fakeFfmpeg(inside, 'exit 0')
  assert.deepEqual(await findFfmpeg('auto', path), fake)
  assert.deepEqual(await findFfmpeg(inside, undefined), fake)
  assert.equal(await findFfmpeg('auto', undefined), undefined)
  assert.equal(await findFfmpeg('off', path), undefined)
})

test('what takes too long is killed with all that it started', async () => {
  await using folder = await temporaryFolder()
  const pids = join(folder.path, 'pids')
  const slow = await fakeFfmpeg(folder.path, `echo $$ > '${pids}'\nsleep 600 & sleep 600`)
  const video = join(folder.path, 'a.mkv')
  await writeFile(video, '\x1a\x45\xdf\xa3', 'latin1')
  const reading = await new Ffmpeg(slow, 500).probe(video, signal)
  assert.deepEqual(reading, { kind: 'unreadable' })
  const pid = Number(await readFile(pids, 'utf8'))
  assert.ok(pid > 0)
  assert.deepEqual(await survivorsOf(pid), [])
})

test('too much output, none, a failure, a kill and no program are told apart', async () => {
  const limits = { timeout: 20_000, maxBytes: 1000, signal }
  const run = async (script: string) =>
    (await runProcess({ program: '/bin/sh', args: ['-c', script] }, limits)).kind
  assert.equal(await run('echo yes'), 'read')
  assert.equal(await run('yes'), 'unreadable')
  assert.equal(await run('true'), 'unreadable')
  assert.equal(await run('echo half; exit 1'), 'unreadable')
  assert.equal(await run('kill -9 $$'), 'interrupted')
  assert.equal(
    (await runProcess({ program: '/does/not/exist', args: [] }, limits)).kind,
    'interrupted',
  )
  const stopped = { ...limits, signal: AbortSignal.timeout(100) }
  assert.equal(
    (await runProcess({ program: '/bin/sh', args: ['-c', 'sleep 600'] }, stopped)).kind,
    'interrupted',
  )
  assert.equal(
    (
      await runProcess(
        { program: '/bin/sh', args: ['-c', 'echo'] },
        { ...limits, signal: AbortSignal.abort() },
      )
    ).kind,
    'interrupted',
  )
})

test('frames have square pixels and are no wider than 1920', async (t) => {
  if (!needsFfmpeg(t)) return
  await using folder = await temporaryFolder()
  const at = (name: string) => join(folder.path, name)
  const programs = await findFfmpeg('auto', process.env['PATH'])
  const sizeOf = async (path: string) => {
    const reading = await new Ffmpeg(programs!).frame(path, 0, signal)
    assert.ok(reading.kind === 'read')
    const { width, height, format } = await sharp(reading.value).metadata()
    return [width, height, format]
  }
  const plain = await makeVideo(at("odd name's #1.mkv"), ['red'])
  assert.deepEqual(await sizeOf(plain), [160, 90, 'jpeg'])
  await ffmpeg('-i', plain, '-vf', 'setsar=4/3', '-c:v', 'mpeg4', at('wide.mkv'))
  assert.deepEqual(await sizeOf(at('wide.mkv')), [212, 90, 'jpeg'])
  const large = ['-f', 'lavfi', '-i', 'color=c=red:s=2560x1440:d=0.1', '-c:v', 'mpeg4']
  await ffmpeg(...large, at('large.mkv'))
  assert.deepEqual(await sizeOf(at('large.mkv')), [1920, 1080, 'jpeg'])
})
