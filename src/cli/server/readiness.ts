import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { App } from '../../app.ts'
import { dataPaths } from '../../app/data-folder.ts'
import { Readiness } from '../../health/readiness.ts'

const pixel = fileURLToPath(new URL('../../health/pixel.png', import.meta.url))

/** Ready is who can ask the catalog, read from the disk, and make a picture. */
export function openReadiness({ config, catalog, renderer }: App): Readiness {
  const { serverId } = dataPaths(config.data)
  return new Readiness(
    [
      { name: 'ask its catalog', run: () => catalog.hasAccounts() },
      { name: 'read a file of its data folder', run: () => readFile(serverId) },
      { name: 'make a picture', run: () => makePixel(renderer) },
    ],
    { timeout: 5_000, goodFor: 1_000 },
  )
}

/** As an interactive request is rendered: behind those that wait already. */
async function makePixel(renderer: App['renderer']): Promise<void> {
  const hash = createHash('sha256').update(await readFile(pixel))
  const tag = hash.digest('hex').slice(0, 32)
  const plan = { kind: 'derive', width: 1, height: 1, format: 'png', animated: false } as const
  await renderer.render({ path: pixel }, plan, { tag, priority: 'interactive' })
}
