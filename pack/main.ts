/** `npm run build` packs packages that would slow every start down. */
import { fileURLToPath } from 'node:url'
import { packPackages } from './pack.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
await packPackages(root, `${root}dist/packages`)
