import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { childrenOf } from '../test/support/keyart.ts'
import { type Figure, none, type Trial, type TrialContext } from './trial.ts'

/** A trial and what came of it. */
export interface Outcome {
  readonly trial: Trial
  readonly seconds: number
  readonly figures: readonly Figure[]
  /** Why it did not come to its end; its figures say nothing then. */
  readonly brokenOff: string | undefined
}

export interface RunOptions extends Pick<TrialContext, 'mode' | 'seed' | 'say'> {
  /** Holds all files that are made. */
  readonly root: string
}

/** One trial after the other; one that breaks off says so in its place, and the rest go on. */
export async function runTrials(
  trials: readonly Trial[],
  { root, ...options }: RunOptions,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const trial of trials) {
    options.say(`${trial.name}: begins`)
    const start = performance.now()
    const told = await runTrial(trial, { ...options, folder: join(root, trial.name) })
    const seconds = (performance.now() - start) / 1000
    options.say(`${trial.name}: ${told.brokenOff ?? 'done'} after ${Math.round(seconds)} s`)
    outcomes.push({ trial, seconds, ...told })
  }
  return outcomes
}

async function runTrial(
  trial: Trial,
  context: TrialContext,
): Promise<Pick<Outcome, 'figures' | 'brokenOff'>> {
  const folder = join(context.folder, 'own')
  const temporary = join(context.folder, 'tmp')
  await mkdir(folder, { recursive: true })
  await mkdir(temporary)
  const usual = process.env['TMPDIR']
  // Whatever it and its servers make for a while is to be gone afterwards.
  process.env['TMPDIR'] = temporary
  try {
    const say = (text: string) => context.say(`${trial.name}: ${text}`)
    const figures = await trial.run({ ...context, folder, say })
    const processes = childrenOf(process.pid).length
    const files = (await readdir(temporary)).length
    return {
      figures: [
        ...figures,
        none('Processes left behind', processes),
        none('Temporary files left behind', files),
      ],
      brokenOff: undefined,
    }
  } catch (error) {
    return { figures: [], brokenOff: error instanceof Error ? error.message : String(error) }
  } finally {
    if (usual === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = usual
  }
}

/** Whether a figure is as it must be; what could not be told is not. */
export function isHeld({ must, value }: Figure): boolean {
  if (must === undefined) return true
  return 'atLeast' in must ? value >= must.atLeast : value <= must.atMost
}

export function hasHeld({ figures, brokenOff }: Outcome): boolean {
  return brokenOff === undefined && figures.every(isHeld)
}
