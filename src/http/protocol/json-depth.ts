/** Objects and lists within each other that a document may have; clients send seven. */
export const maxJsonDepth = 64

/**
 * Whether objects and lists lie deeper within each other than that, in a text that need not be JSON.
 * Looked at before it is parsed: what walks a document by recursion would run out of stack.
 */
export function isTooDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (inString) {
      if (sign === '\\') at++
      else if (sign === '"') inString = false
    } else if (sign === '"') inString = true
    else if (sign === '{' || sign === '[') {
      if (++depth > maxJsonDepth) return true
    } else if (sign === '}' || sign === ']') depth--
  }
  return false
}
