const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

/** XML's five entities and characters by number (XML 1.0, 4.1 and 4.6); all else stays as it is. */
export function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/gi,
    (whole, hex, dec, name) => {
      if (name !== undefined) return named[String(name)] ?? whole
      const code = hex === undefined ? Number(dec) : Number.parseInt(String(hex), 16)
      const isScalar = code > 0 && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff)
      return isScalar ? String.fromCodePoint(code) : whole
    },
  )
}
