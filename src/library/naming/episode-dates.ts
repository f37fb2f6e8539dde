/** A day in a name, and where it ends. */
export interface FoundDate {
  readonly date: string
  readonly end: number
}

const yearFirst = /(?<!\d)((?:19|20)\d\d)[-._ ](\d\d)[-._ ](\d\d)(?!\d)/
const yearLast = /(?<!\d)(\d\d)[-._ ](\d\d)[-._ ]((?:19|20)\d\d)(?!\d)/
const together = /(?<![\d.-])((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)/
/** `140722`, as talk shows are named by some groups. */
const short = /(?<![\d\p{L}])(\d\d)(\d\d)(\d\d)(?![\d\p{L}])/u

/** `allowShort`: whether six digits may be a day, too. */
export function readDate(text: string, allowShort: boolean): FoundDate | undefined {
  const first = yearFirst.exec(text)
  // `2012.16.02`: where there are only twelve months, the larger one is the day.
  const found =
    first && (at(first, first[1], first[2], first[3]) ?? at(first, first[1], first[3], first[2]))
  if (found) return found
  const last = yearLast.exec(text)
  const turned =
    last && (at(last, last[3], last[2], last[1]) ?? at(last, last[3], last[1], last[2]))
  if (turned) return turned
  const whole = together.exec(text)
  const plain = whole && at(whole, whole[1], whole[2], whole[3])
  if (plain) return plain
  const six = allowShort ? short.exec(text) : null
  return six === null ? undefined : at(six, `20${six[1]}`, six[2], six[3])
}

function at(match: RegExpExecArray, year = '', month = '', day = ''): FoundDate | undefined {
  const date = `${year}-${month}-${day}`
  const time = Date.parse(`${date}T00:00:00Z`)
  // `Date.parse` lets the 31st of a shorter month through.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(date)) return undefined
  return { date, end: match.index + match[0].length }
}
