import { type ProblemCode, problems } from '../../src/errors.ts'
import { problemAdvice } from '../problem-advice.ts'
import { code, table } from './table.ts'

/** Every problem code, by status, with what to do about it. */
export function problemsTable(): string {
  const entries = (Object.keys(problems) as ProblemCode[]).map((name) => ({
    name,
    problem: problems[name],
  }))
  const advice: Readonly<Record<string, string>> = problemAdvice
  const silent = entries.filter(({ name }) => advice[name] === undefined)
  if (silent.length > 0)
    throw new Error(
      `docs/problem-advice.ts says nothing of ${silent.map(({ name }) => name).join(', ')}`,
    )
  return table(
    ['Code', 'Status', 'Title', 'What to do'],
    entries
      .toSorted((a, b) => a.problem[0] - b.problem[0])
      .map(({ name, problem: [status, title] }) => [
        code(name),
        String(status),
        title,
        advice[name]!,
      ]),
  )
}
