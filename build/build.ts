import { execFile } from 'node:child_process'
import { cp, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'vite'
import { pagePresets } from './page-presets.ts'

/**
 * Builds what is published of the project in `root` into the folder `out`: the server and the demo
 * (`src`, `demo`), the page (`web`) and the module for app writers (`client`). Of what is in `out`
 * only these folders are replaced.
 */
export async function buildAll(root: string, out: string): Promise<void> {
  await Promise.all([buildServer(root, out), buildPage(root, out), buildClient(root, out)])
}

/**
 * JavaScript, file by file as the sources are, since Node strips no types below `node_modules`.
 * Workers, child processes and stack traces have the names that they have in the sources.
 */
async function buildServer(root: string, out: string): Promise<void> {
  for (const name of ['src', 'demo']) await rm(join(out, name), { recursive: true, force: true })
  await compile(root, 'build', out)
  // What is no source is read as it is, such as the picture of the readiness check.
  const isAsset = (path: string) => extname(path) !== '.ts' && extname(path) !== '.js'
  await cp(join(root, 'src'), join(out, 'src'), { recursive: true, filter: isAsset })
}

async function buildPage(root: string, out: string): Promise<void> {
  const outDir = join(out, 'web')
  const configFile = join(root, 'web/vite.config.ts')
  await build({ configFile, logLevel: 'warn', build: { outDir, emptyOutDir: true } })
  // For the server, which makes them before anybody opens the page.
  await writeFile(join(outDir, 'presets.json'), JSON.stringify(pagePresets()))
}

/** One file that a browser can import as it is, with its types beside it. */
async function buildClient(root: string, out: string): Promise<void> {
  const outDir = join(out, 'client')
  await build({
    configFile: false,
    root: join(root, 'client'),
    logLevel: 'warn',
    build: {
      lib: { entry: 'index.ts', formats: ['es'], fileName: 'index' },
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'es2022',
    },
  })
  await compile(root, 'client', outDir)
}

async function compile(root: string, project: string, outDir: string): Promise<void> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const args = [compiler, '-p', join(root, project), '--outDir', outDir]
  await promisify(execFile)(process.execPath, args)
}
