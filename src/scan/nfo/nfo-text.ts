/** What a declaration in front says, `<?xml version="1.0" encoding="ISO-8859-1"?>`. */
const declaration = /^\s{0,64}<\?xml[^>]{0,200}?encoding\s{0,8}=\s{0,8}["']([\w.:-]{1,40})["']/

/**
 * The text of an `.nfo`. By its byte order mark, else UTF-16 where every other byte is empty, else
 * UTF-8; what is not sound UTF-8 is what it declares to be, or windows-1252, as old tools wrote it.
 */
export function decodeNfo(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  // `<` in either half.
  if (first === 0x3c && second === 0) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0 && second === 0x3c) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return decoderOf(
      declaration.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 400)))?.[1],
    ).decode(bytes)
  }
}

function decoderOf(encoding: string | undefined): TextDecoder {
  // Declared as UTF-8 and not sound: it is something else.
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding))
    try {
      return new TextDecoder(encoding)
    } catch {
      // No encoding that anybody knows.
    }
  return new TextDecoder('windows-1252')
}
