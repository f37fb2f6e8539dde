import { parseCommandLine } from '../../config/command-line.ts'
import { ConfigError, loadConfig } from '../../config/load.ts'
import { KeyartError } from '../../errors.ts'
import { describe, isOpenProblem, type Report, traitsOf } from '../../upkeep/faults.ts'
import { repair, verify as look } from '../../upkeep/verify.ts'
import type { Command } from '../terminal/command.ts'
import { inUse, requireDataFolder, takeFolder } from '../folder/existing-folder.ts'
import { shown, shownJson } from '../terminal/shown.ts'

/** Checks that nothing is lost. */
export const verify: Command = {
  summary: 'Checks the data folder; with --repair, fixes it.',
  usage: '[--repair] [--json]',
  options: {
    repair: 'Fix what can be fixed. The server has to be stopped.',
    json: 'Print the report as JSON.',
  },
  run: async (context) => {
    const line = parseCommandLine(context.args, { repair: 'switch', json: 'switch' })
    const config = loadConfig(line, context.environment, context.directory)
    const isOn = (flag: string) => line.flags.get(flag)?.at(-1) === 'true'
    const folder = requireDataFolder(config.data)
    await using _folder = isOn('repair') ? await takeFolder(config, 'verify --repair') : undefined
    const report = await (isOn('repair') ? repair(folder) : look(folder))
    if (report === 'in use') throw new ConfigError([inUse])
    context.out.write(
      isOn('json') ? `${shownJson(JSON.stringify(report, undefined, 2))}\n` : inWords(report),
    )
    const open = report.findings.filter(isOpenProblem).length
    if (open > 0)
      throw new KeyartError(
        'DATA_DAMAGED',
        `${open === 1 ? '1 problem remains' : `${open} problems remain`}` +
          (isOn('repair') ? '; a backup may help' : '; --repair fixes what can be fixed'),
      )
  },
}

function inWords({ version, checked, findings }: Report): string {
  const { uploads, extracted, derivatives, bytes } = checked
  const count = (weight: 'problem' | 'remark') =>
    findings.filter((finding) => traitsOf(finding).weight === weight).length
  const lines = [
    ...findings.map((finding) => shown(describe(finding))),
    `Catalog ${version ?? 'unknown'}: ${uploads} uploads, ${extracted} extracted pictures, ` +
      `${derivatives} derivatives, ${(bytes / 1e6).toFixed(1)} MB`,
    `${count('problem')} problems, ${count('remark')} remarks`,
  ]
  return `${lines.join('\n')}\n`
}
