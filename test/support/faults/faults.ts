import { execFileSync } from 'node:child_process'
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { gone, isAlive } from '../keyart.ts'
import { mountOver } from '../mounts.ts'
import type { FaultHouse } from './fault-house.ts'

/** What befalls a server and passes. All is real but the clock. */
export interface Fault {
  /** As in `after …`. */
  readonly name: string
  /** Lets it happen, sees what is answered meanwhile, and ends it. */
  readonly befall: (house: FaultHouse) => Promise<void>
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
export async function suffer(house: FaultHouse, { name, befall }: Fault): Promise<string[]> {
  await befall(house).catch((error: unknown) => house.wrong.push(`${name}: ${String(error)}`))
  await house.expectWell(name)
  return house.wrong.splice(0).map((text) => `${name}: ${text}`)
}

async function fullDisk(house: FaultHouse): Promise<void> {
  const { path } = await house.expectNew('a picture before', [200])
  const filler = join(house.dataDisk.path, 'filler')
  await fill(filler)
  try {
    await house.expect('a kept picture', [200], path)
    for (let n = 0; n < 5; n++) await house.expectNew('a new picture', [200])
    await house.giveAvatar('an upload', [507])
    // A page of the catalog may have room for it.
    for (let n = 0; n < 5; n++) await house.report('a position', [200, 507])
    await house.expect('health', [200], '/health/live')
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

async function fullMedia(house: FaultHouse): Promise<void> {
  const before = (await readdir(join(house.media, 'Brazil'))).length
  const filler = join(house.mediaDisk.path, 'filler')
  await fill(filler)
  try {
    await house.expectNew('a new picture', [200])
    await house.givePoster('an upload beside the media', [507])
    await house.giveAvatar('an upload', [204])
    const after = (await readdir(join(house.media, 'Brazil'))).length
    house.require('a file was left beside the media', after === before)
  } finally {
    await rm(filler, { force: true })
  }
}

async function readOnlyMedia(house: FaultHouse): Promise<void> {
  house.mediaDisk.remount('ro')
  try {
    await house.expectNew('a new picture', [200])
    const answer = await house.givePoster('an upload beside the media', [409])
    const body = answer?.body.toString() ?? ''
    house.require(`a refusal says why, not ${body}`, /MEDIA_READ_ONLY.*EROFS/s.test(body))
    await house.giveAvatar('an upload', [204])
  } finally {
    house.mediaDisk.remount('rw')
  }
}

async function awayMedia(house: FaultHouse): Promise<void> {
  const { path } = await house.expectNew('a picture before', [200])
  const before = await house.film('Alien')
  house.unmountMedia()
  try {
    await house.expect('a kept picture', [200], path)
    const { answer } = await house.expectNew('a new picture', [503])
    house.require('a 503 says when to come again', answer?.headers['retry-after'] !== undefined)
    await house.eventually('a problem is reported', async () => {
      if ((await house.keyart.report()).problems === 0) throw new Error('no problem')
    })
    await house.expect('a kept picture', [200], path)
    const now = await house.film('Alien')
    house.require(
      'the library was emptied',
      JSON.stringify(now?.ImageTags) === JSON.stringify(before?.ImageTags) &&
        now?.Id === before?.Id,
    )
  } finally {
    house.mountMedia()
  }
  await house.eventually('the problem is gone', async () => {
    if ((await house.keyart.report()).problems > 0) throw new Error('there still is one')
  })
  const tag = await house.drawAnother('Alien/poster.jpg')
  await house.eventually('a change is noticed', async () => {
    if ((await house.film('Alien'))?.ImageTags?.['Primary'] !== tag) throw new Error('it is not')
  })
}

async function unreadableOriginal(house: FaultHouse): Promise<void> {
  const before = await house.film('Alien')
  {
    // At the beginning of a process nothing can be read.
    const nothing = `/proc/${process.pid}/mem`
    await using _damage = mountOver(nothing, join(house.media, 'Alien/poster.jpg'))
    const path = await house.imagePath('Alien')
    await house.expect('an original', [502, 503], path)
    await house.expectNew('a new picture', [502, 503])
    await house.expectNew('a new picture of another', [200], 'Brazil')
  }
  await house.eventually('it is announced as before', async () => {
    const now = await house.film('Alien')
    if (now?.ImageTags?.['Primary'] !== before?.ImageTags?.['Primary']) throw new Error('not')
  })
}

async function serverWithoutFiles(house: FaultHouse): Promise<void> {
  const { path } = await house.expectNew('a picture before', [200])
  const { pid } = house.keyart
  limitFiles(pid, 3)
  try {
    await house.expect('a hit', [200], path)
    await house.expect('an original', [502], await house.imagePath('Alien'))
    await house.expectNew('a new picture', [200, 502, 503])
    await house.expect('health', [200], '/health/live')
  } finally {
    limitFiles(pid, 4096)
  }
}

async function rendererWithoutFiles(house: FaultHouse): Promise<void> {
  // There is one by this.
  await house.expectNew('a picture before', [200])
  const renderer = house.rendererPid!
  limitFiles(renderer, 3)
  try {
    // It may end of it, and is replaced.
    for (let n = 0; n < 3; n++) await house.expectNew('a new picture', [200, 502])
  } finally {
    if (isAlive(renderer)) limitFiles(renderer, 4096)
  }
}

/** What is open stays open. */
function limitFiles(pid: number, files: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${files}:4096`])
}

async function lockedDerivatives(house: FaultHouse): Promise<void> {
  const { path } = await house.expectNew('a picture before', [200])
  const derivatives = join(house.data, 'derivatives')
  await using folder = mountOver(derivatives, derivatives)
  execFileSync('mount', ['-o', 'remount,ro,bind', folder.path])
  await house.expect('a kept picture', [200], path)
  for (let n = 0; n < 5; n++) await house.expectNew('a new picture', [200])
}

async function strangeDerivatives(house: FaultHouse): Promise<void> {
  const derivatives = join(house.data, 'derivatives')
  await rename(derivatives, `${derivatives}-away`)
  await writeFile(derivatives, '')
  try {
    for (let n = 0; n < 5; n++) await house.expectNew('a new picture', [200])
  } finally {
    await rm(derivatives)
    await rename(`${derivatives}-away`, derivatives)
  }
}

async function busyCatalog(house: FaultHouse): Promise<void> {
  const { path } = await house.expectNew('a picture before', [200])
  // What the house itself is writing may take a moment.
  const other = new DatabaseSync(join(house.data, 'catalog.sqlite'), { timeout: 10_000 })
  other.exec('begin immediate')
  const waiting = house.report('a position that has to wait', [200])
  try {
    for (const end = performance.now() + 2000; performance.now() < end; await sleep(50)) {
      const start = performance.now()
      await house.expect('a hit', [200], path)
      const took = performance.now() - start
      house.require(`a hit had to wait for ${Math.round(took)} ms`, took < 1500)
    }
  } finally {
    other.exec('rollback')
    other.close()
  }
  await waiting
}

async function killedRenderer(house: FaultHouse): Promise<void> {
  for (let n = 0; n < 3; n++) {
    const renderer = house.rendererPid
    const pictures = Promise.all(
      Array.from({ length: 6 }, () => house.expectNew('a new picture', [200])),
    )
    if (renderer !== undefined) process.kill(renderer, 'SIGKILL')
    await pictures
    if (renderer !== undefined) await gone([renderer])
  }
}

async function jumpingClock(house: FaultHouse): Promise<void> {
  for (const where of ['a year back', 'a year ahead', 'true again']) {
    process.kill(house.keyart.pid, 'SIGUSR2')
    await sleep(50)
    await house.expectWell(`the clock was ${where}`)
    const tag = await house.drawAnother('Alien/fanart.jpg')
    await house.eventually(`${where}: a change is noticed`, async () => {
      const film = await house.film('Alien')
      if (film?.BackdropImageTags?.[0] !== tag) throw new Error('it is not')
    })
  }
}

/** Temporary files of a data folder that nobody is writing any more. */
export async function leftovers({ data }: FaultHouse): Promise<string[]> {
  const folders = ['uploads/tmp', 'extracted/tmp', 'derivatives/tmp']
  const each = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(data, folder)).catch(() => [])).map((name) => `${folder}/${name}`),
    ),
  )
  return each.flat()
}
