/**
 * `npm run build` builds into `dist`. `npm run build -- --tarball FOLDER` puts what is published,
 * built anew, into a tarball in FOLDER, and prints its path.
 */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildAll } from './build.ts'
import { makeTarball } from './tarball.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { tarball } = parseArgs({ options: { tarball: { type: 'string' } } }).values
if (tarball === undefined) await buildAll(root, `${root}dist`)
else console.log(await makeTarball(root, resolve(tarball)))
