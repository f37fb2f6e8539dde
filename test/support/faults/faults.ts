import { execFileSync } from 'node:child_process'
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { gone, isAlive } from '../keyart.ts'
import { mountOver } from '../mounts.ts'
import type { FaultFixture } from './fault-fixture.ts'

/** What befalls a server and passes. All is real but the clock. */
export interface Fault {
  /** As in `after …`. */
  readonly name: string
  /** Lets it happen, sees what is answered meanwhile, and ends it. */
  readonly befall: (fixture: FaultFixture) => Promise<void>
}

export const faults: readonly Fault[] = [
  { name: 'a full disk (ENOSPC)', befall: fullDisk },
  { name: 'a full disk of the media (ENOSPC)', befall: fullMedia },
  { name: 'media that are read only (EROFS)', befall: readOnlyMedia },
  { name: 'media that were away', befall: awayMedia },
  { name: 'an original that cannot be read (EIO)', befall: unreadableOriginal },
  { name: 'a server without descriptors (EMFILE)', befall: serverWithoutFiles },
  { name: 'a renderer without descriptors (EMFILE)', befall: rendererWithoutFiles },
  { name: 'a folder of derivatives that cannot be written', befall: lockedDerivatives },
  { name: 'a folder of derivatives that is another thing', befall: strangeDerivatives },
  { name: 'a catalog that another process writes to', befall: busyCatalog },
  { name: 'a renderer that is killed', befall: killedRenderer },
  { name: 'clocks that jump', befall: jumpingClock },
]

/** Has it happen to the house, and sees that all is well afterwards. Resolves to what was wrong. */
export async function suffer(fixture: FaultFixture, { name, befall }: Fault): Promise<string[]> {
  await befall(fixture).catch((error: unknown) => fixture.wrong.push(`${name}: ${String(error)}`))
  await fixture.expectWell(name)
  return fixture.wrong.splice(0).map((text) => `${name}: ${text}`)
}

async function fullDisk(fixture: FaultFixture): Promise<void> {
  const { path } = await fixture.expectNew('a picture before', [200])
  const filler = join(fixture.dataDisk.path, 'filler')
  await fill(filler)
  try {
    await fixture.expect('a kept picture', [200], path)
    for (let n = 0; n < 5; n++) await fixture.expectNew('a new picture', [200])
    await fixture.giveAvatar('an upload', [507])
    // A page of the catalog may have room for it.
    for (let n = 0; n < 5; n++) await fixture.report('a position', [200, 507])
    await fixture.expect('health', [200], '/health/live')
  } finally {
    await rm(filler, { force: true })
  }
}

/** Writes until there is no room. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (const size of [1_000_000, 4096])
      for (let isRoom = true; isRoom;)
        isRoom = await file.write(Buffer.alloc(size)).then(
          ({ bytesWritten }) => bytesWritten === size,
          (error: NodeJS.ErrnoException) => {
            if (error.code === 'ENOSPC') return false
            throw error
          },
        )
  } finally {
    await file.close()
  }
}

async function fullMedia(fixture: FaultFixture): Promise<void> {
  const before = (await readdir(join(fixture.media, 'Brazil'))).length
  const filler = join(fixture.mediaDisk.path, 'filler')
  await fill(filler)
  try {
    await fixture.expectNew('a new picture', [200])
    await fixture.givePoster('an upload beside the media', [507])
    await fixture.giveAvatar('an upload', [204])
    const after = (await readdir(join(fixture.media, 'Brazil'))).length
    fixture.require('a file was left beside the media', after === before)
  } finally {
    await rm(filler, { force: true })
  }
}

async function readOnlyMedia(fixture: FaultFixture): Promise<void> {
  fixture.mediaDisk.remount('ro')
  try {
    await fixture.expectNew('a new picture', [200])
    const answer = await fixture.givePoster('an upload beside the media', [409])
    const body = answer?.body.toString() ?? ''
    fixture.require(`a refusal says why, not ${body}`, /MEDIA_READ_ONLY.*EROFS/s.test(body))
    await fixture.giveAvatar('an upload', [204])
  } finally {
    fixture.mediaDisk.remount('rw')
  }
}

async function awayMedia(fixture: FaultFixture): Promise<void> {
  const { path } = await fixture.expectNew('a picture before', [200])
  const before = await fixture.film('Alien')
  fixture.unmountMedia()
  try {
    await fixture.expect('a kept picture', [200], path)
    const { answer } = await fixture.expectNew('a new picture', [503])
    fixture.require('a 503 says when to come again', answer?.headers['retry-after'] !== undefined)
    await fixture.eventually('a problem is reported', async () => {
      if ((await fixture.keyart.report()).problems === 0) throw new Error('no problem')
    })
    await fixture.expect('a kept picture', [200], path)
    const now = await fixture.film('Alien')
    fixture.require(
      'the library was emptied',
      JSON.stringify(now?.ImageTags) === JSON.stringify(before?.ImageTags) &&
        now?.Id === before?.Id,
    )
  } finally {
    fixture.mountMedia()
  }
  await fixture.eventually('the problem is gone', async () => {
    if ((await fixture.keyart.report()).problems > 0) throw new Error('there still is one')
  })
  const tag = await fixture.drawAnother('Alien/poster.jpg')
  await fixture.eventually('a change is noticed', async () => {
    if ((await fixture.film('Alien'))?.ImageTags?.['Primary'] !== tag) throw new Error('it is not')
  })
}

async function unreadableOriginal(fixture: FaultFixture): Promise<void> {
  const before = await fixture.film('Alien')
  {
    // At the beginning of a process nothing can be read.
    const nothing = `/proc/${process.pid}/mem`
    await using _damage = mountOver(nothing, join(fixture.media, 'Alien/poster.jpg'))
    const path = await fixture.imagePath('Alien')
    await fixture.expect('an original', [502, 503], path)
    await fixture.expectNew('a new picture', [502, 503])
    await fixture.expectNew('a new picture of another', [200], 'Brazil')
  }
  await fixture.eventually('it is announced as before', async () => {
    const now = await fixture.film('Alien')
    if (now?.ImageTags?.['Primary'] !== before?.ImageTags?.['Primary']) throw new Error('not')
  })
}

async function serverWithoutFiles(fixture: FaultFixture): Promise<void> {
  const { path } = await fixture.expectNew('a picture before', [200])
  const { pid } = fixture.keyart
  limitFiles(pid, 3)
  try {
    await fixture.expect('a hit', [200], path)
    await fixture.expect('an original', [502], await fixture.imagePath('Alien'))
    await fixture.expectNew('a new picture', [200, 502, 503])
    await fixture.expect('health', [200], '/health/live')
  } finally {
    limitFiles(pid, 4096)
  }
}

async function rendererWithoutFiles(fixture: FaultFixture): Promise<void> {
  // There is one by this.
  await fixture.expectNew('a picture before', [200])
  const renderer = fixture.rendererPid!
  limitFiles(renderer, 3)
  try {
    // It may end of it, and is replaced.
    for (let n = 0; n < 3; n++) await fixture.expectNew('a new picture', [200, 502])
  } finally {
    if (isAlive(renderer)) limitFiles(renderer, 4096)
  }
}

/** What is open stays open. */
function limitFiles(pid: number, files: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${files}:4096`])
}

async function lockedDerivatives(fixture: FaultFixture): Promise<void> {
  const { path } = await fixture.expectNew('a picture before', [200])
  const derivatives = join(fixture.data, 'derivatives')
  await using folder = mountOver(derivatives, derivatives)
  execFileSync('mount', ['-o', 'remount,ro,bind', folder.path])
  await fixture.expect('a kept picture', [200], path)
  for (let n = 0; n < 5; n++) await fixture.expectNew('a new picture', [200])
}

async function strangeDerivatives(fixture: FaultFixture): Promise<void> {
  const derivatives = join(fixture.data, 'derivatives')
  const away = `${derivatives}-away`
  const file = `${derivatives}-file`
  await writeFile(file, '')
  await rename(derivatives, away)
  await putInPlace(file, derivatives)
  try {
    for (let n = 0; n < 5; n++) await fixture.expectNew('a new picture', [200])
  } finally {
    // What was being written when the folder was renamed stays unfinished, as after a kill.
    await rm(join(away, 'tmp'), { recursive: true, force: true })
    await putInPlace(away, derivatives)
  }
}

/**
 * Moves what lies at `from` to `to`. The server, which writes what it makes behind its answers, may make
 * the folder `to` anew at any moment.
 */
async function putInPlace(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await rm(to, { recursive: true, force: true })
    try {
      return await rename(from, to)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (attempt === 100 || !['EISDIR', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(code))
        throw error
    }
  }
}

async function busyCatalog(fixture: FaultFixture): Promise<void> {
  const { path } = await fixture.expectNew('a picture before', [200])
  // What the house itself is writing may take a moment.
  const other = new DatabaseSync(join(fixture.data, 'catalog.sqlite'), { timeout: 10_000 })
  other.exec('begin immediate')
  const waiting = fixture.report('a position that has to wait', [200])
  try {
    for (const end = performance.now() + 2000; performance.now() < end; await sleep(50)) {
      const start = performance.now()
      await fixture.expect('a hit', [200], path)
      const took = performance.now() - start
      fixture.require(`a hit had to wait for ${Math.round(took)} ms`, took < 1500)
    }
  } finally {
    other.exec('rollback')
    other.close()
  }
  await waiting
}

async function killedRenderer(fixture: FaultFixture): Promise<void> {
  for (let n = 0; n < 3; n++) {
    const renderer = fixture.rendererPid
    const pictures = Promise.all(
      Array.from({ length: 6 }, () => fixture.expectNew('a new picture', [200])),
    )
    if (renderer !== undefined) process.kill(renderer, 'SIGKILL')
    await pictures
    if (renderer !== undefined) await gone([renderer])
  }
}

async function jumpingClock(fixture: FaultFixture): Promise<void> {
  for (const where of ['a year back', 'a year ahead', 'true again']) {
    process.kill(fixture.keyart.pid, 'SIGUSR2')
    await sleep(50)
    await fixture.expectWell(`the clock was ${where}`)
    const tag = await fixture.drawAnother('Alien/fanart.jpg')
    await fixture.eventually(`${where}: a change is noticed`, async () => {
      const film = await fixture.film('Alien')
      if (film?.BackdropImageTags?.[0] !== tag) throw new Error('it is not')
    })
  }
}

/** Temporary files of a data folder that nobody is writing any more. */
export async function leftovers({ data }: FaultFixture): Promise<string[]> {
  const folders = ['uploads/tmp', 'extracted/tmp', 'derivatives/tmp']
  const each = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(data, folder)).catch(() => [])).map((name) => `${folder}/${name}`),
    ),
  )
  return each.flat()
}
