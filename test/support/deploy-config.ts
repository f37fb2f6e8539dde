import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A file of deploy/ with nothing changed but these addresses and folders. */
export async function readConfig(
  name: string,
  changes: readonly (readonly [from: string, to: string])[],
): Promise<string> {
  let text: string = await readFile(new URL(`../../deploy/${name}`, import.meta.url), 'utf8')
  for (const [from, to] of changes) {
    assert.ok(text.includes(from), from)
    text = text.replaceAll(from, to)
  }
  return text
}

/** Writes what nginx needs around a site, all of it in `folder`; its arguments. */
export async function writeNginxConfig(folder: string, site: string): Promise<readonly string[]> {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const folders = kinds.map((kind) => `${kind}_temp_path ${join(folder, kind)};`).join('\n')
  const config = join(folder, 'nginx.conf')
  await writeFile(
    config,
    `daemon off;\nmaster_process off;\npid ${join(folder, 'pid')};\nerror_log stderr;\nevents {}\n` +
      `http {\naccess_log off;\n${folders}\n${site}\n}\n`,
  )
  return ['-p', folder, '-c', config, '-e', 'stderr']
}
