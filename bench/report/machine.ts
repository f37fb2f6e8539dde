import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import sharp from 'sharp'

/** On what figures were found and of what, with the day of today: two points of a list in Markdown. */
export function describeMachine(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown'
  const { version } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { version: string }
  const { sharp: sharpVersion, vips } = sharp.versions
  return [
    `- ${processor}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1e9)} GB; ${type()} ${release()}; ${new Date().toISOString().slice(0, 10)}`,
    `- Keyart ${version}, Node ${process.versions.node}, sharp ${sharpVersion}, libvips ${vips}`,
  ].join('\n')
}
