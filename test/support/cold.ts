import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from './ask.ts'
import { mapSome } from './ask.ts'
import type { Decoder } from './decoders.ts'
import type { Keyart } from './keyart.ts'

/** What was seen when Keyart was killed in the middle of its work. */
export interface KillOutcome {
  /** Answered whole before it was killed. */
  readonly answered: number
  /** Stored derivatives that were found afterwards, none of them torn. */
  readonly stored: number
  readonly mismatches: readonly string[]
}

/** Asks for all paths at once and kills Keyart when `share` of the answers are there. */
export async function killInTheMiddle(
  keyart: Keyart,
  paths: readonly string[],
  share: number,
): Promise<number> {
  let answered = 0
  let killed: Promise<void> | undefined
  await Promise.allSettled(
    paths.map(async (path) => {
      await keyart.client.ask(path)
      answered++
      if (answered >= paths.length * share) killed ??= keyart.kill9()
    }),
  )
  await (killed ?? keyart.kill9())
  return answered
}

/** Every stored derivative, whole or not; files that were being written do not count. */
export async function readDerivatives(data: string): Promise<{ name: string; bytes: Buffer }[]> {
  const root = join(data, 'derivatives')
  const names = (await readdir(root, { recursive: true })).filter((name) =>
    /^[0-9a-f]{2}.[0-9a-f]{32}$/.test(name),
  )
  return await mapSome(names, 8, async (name) => ({
    name,
    bytes: await readFile(join(root, name)),
  }))
}

/** What is wrong with the stored derivatives, each decoded to its last pixel. */
export async function checkDerivatives(
  data: string,
  decoder: Decoder,
): Promise<{ stored: number; mismatches: string[] }> {
  const derivatives = await readDerivatives(data)
  const decoded = await decoder.decode(derivatives.map(({ bytes }) => bytes))
  const mismatches = derivatives.flatMap(({ name, bytes }, index) => {
    const found = decoded[index]!
    return typeof found === 'string' ? [`${name} of ${bytes.length} bytes: ${found}`] : []
  })
  return { stored: derivatives.length, mismatches }
}

/** What is wrong with the answers to `paths`. */
export async function checkAnswers(
  client: Client,
  paths: readonly string[],
  decoder: Decoder,
): Promise<string[]> {
  const answers = await mapSome(paths, 32, async (path) => ({ path, ...(await client.ask(path)) }))
  const decoded = await decoder.decode(answers.map(({ body }) => body))
  return answers.flatMap(({ path, status, headers, body }, index) => {
    const found = decoded[index]!
    if (status !== 200) return [`${path}: status ${status}`]
    if (Number(headers['content-length']) !== body.length) return [`${path}: cut off`]
    return typeof found === 'string' ? [`${path}: ${body.length} bytes: ${found}`] : []
  })
}
