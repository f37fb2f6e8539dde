import type { Answer } from './answers/answer.ts'
import { answering } from './answers/answering.ts'
import { artwork } from './answers/artwork.ts'
import { making } from './answers/making.ts'
import { vulnerabilities } from './answers/vulnerabilities.ts'

export type { Answer, CannotApply, Tested } from './answers/answer.ts'

/** What befell other image servers: vulnerabilities first, then defects by topic. */
export const answers: readonly Answer[] = [...vulnerabilities, ...answering, ...making, ...artwork]
