/** Bytes that are looked through for the first element. */
const maxLooked = 1024 * 1024

/**
 * The first bytes as text in which markup can be found, whatever the encoding: UTF-16 is decoded
 * (by its mark or by the zeros around `<`), the rest is taken byte by byte.
 */
export function markupOf(bytes: Buffer): string {
  const encoding = utf16Of(bytes)
  const looked = bytes.subarray(0, maxLooked)
  return encoding === undefined
    ? looked.toString('latin1')
    : new TextDecoder(encoding).decode(looked)
}

/** All of it as text, by its mark, its zeros or its declaration; `undefined` for want of a decoder. */
export function decodeXml(bytes: Buffer): string | undefined {
  const encoding = utf16Of(bytes) ?? declaredEncoding(bytes) ?? 'utf-8'
  try {
    return new TextDecoder(encoding).decode(bytes)
  } catch {
    return undefined
  }
}

function utf16Of(bytes: Buffer): string | undefined {
  const head = bytes.toString('hex', 0, 4)
  if (head.startsWith('fffe') || /^3c00..00$/.test(head)) return 'utf-16le'
  if (head.startsWith('feff') || head.startsWith('003c00')) return 'utf-16be'
  return undefined
}

/** XML 1.0, 4.3.3. One of 16 bits, that the bytes do not bear out, is not so. */
function declaredEncoding(bytes: Buffer): string | undefined {
  const declaration =
    /^(?:\xef\xbb\xbf)?\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(
      bytes.toString('latin1', 0, 400),
    )
  const name = declaration?.[1]?.toLowerCase()
  return name === undefined || /^(?:utf-?16|ucs|iso-10646)/.test(name) ? undefined : name
}

/**
 * Where the first element begins: after marks, blanks, declarations, comments and a document type
 * (XML 1.0, 2.8). `undefined` where there is something else.
 */
export function findRoot(text: string): number | undefined {
  let at = text.startsWith('\ufeff') ? 1 : text.startsWith('\xef\xbb\xbf') ? 3 : 0
  for (;;) {
    while (isBlank(text.charCodeAt(at))) at++
    const end = text.startsWith('<!--', at)
      ? endOf(text, '-->', at + 4)
      : text.startsWith('<?', at)
        ? endOf(text, '?>', at)
        : text.startsWith('<!', at)
          ? endOfDocumentType(text, at)
          : at
    if (end === undefined) return undefined
    if (end === at) return text[at] === '<' ? at : undefined
    at = end
  }
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

function endOf(text: string, mark: string, from: number): number | undefined {
  const at = text.indexOf(mark, from)
  return at === -1 ? undefined : at + mark.length
}

/** Past its declarations in brackets; quotes and comments there may hold brackets, too. */
function endOfDocumentType(text: string, start: number): number | undefined {
  let inside = false
  for (let at: number | undefined = start + 2; at !== undefined && at < text.length;) {
    const letter = text[at]!
    if (letter === '>' && !inside) return at + 1
    if (letter === '[') inside = true
    if (letter === ']') inside = false
    if (letter === '"' || letter === "'") at = endOf(text, letter, at + 1)
    else if (text.startsWith('<!--', at)) at = endOf(text, '-->', at + 4)
    else at++
  }
  return undefined
}
