import { type KeyartError, problems } from '../../errors.ts'

/** An RFC 9457 problem document. */
export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code?: string
  readonly detail?: string
  readonly parameter?: string
  /** Of this one occurrence: the id of the request, which is in the log, too. */
  readonly instance?: string
}

export const problemMime = 'application/problem+json; charset=utf-8'

export function toProblem(error: KeyartError): ProblemDocument {
  const [status, title] = problems[error.code]
  return {
    type: `/keyart/problems/${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    ...(error.parameter === undefined ? {} : { parameter: error.parameter }),
  }
}

/** For what the framework refused (a body too large, a bad URL, …): its status, no words of ours. */
export function bareProblem(status: number, title: string): ProblemDocument {
  return { type: 'about:blank', title, status }
}
