import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'
import type { PackedPackage } from '../src/packed.ts'

/** What is imported of the packages that have hundreds of files. */
const packages = {
  kysely: ['kysely', 'kysely/migration'],
  typebox: ['typebox', 'typebox/value'],
} as const satisfies Record<string, readonly string[]>

/**
 * Packs those packages of `root/node_modules` into the folder `out`, which is emptied before. All
 * that they export is there, unchanged; `src/packed.ts` tells when it is used.
 */
export async function packPackages(root: string, out: string): Promise<void> {
  const named = Object.values(packages).flat()
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: out,
      emptyOutDir: true,
      minify: false,
      target: 'esnext',
      rolldownOptions: {
        input: Object.fromEntries(named.map((name) => [nameOf(name), name])),
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  const packed: PackedPackage[] = []
  for (const [name, specifiers] of Object.entries(packages)) {
    const text = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8')
    const { version } = JSON.parse(text) as { readonly version: string }
    const files = Object.fromEntries(specifiers.map((one) => [one, `${nameOf(one)}.js`]))
    packed.push({ name, version, files })
  }
  // At the end: until then nothing is taken for packed.
  await writeFile(join(out, 'packed.json'), JSON.stringify(packed))
}

function nameOf(specifier: string): string {
  return specifier.replaceAll('/', '-')
}
