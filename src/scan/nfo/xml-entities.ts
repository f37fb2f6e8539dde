import { decodeHTMLStrict } from 'entities'

/**
 * XML's entities and characters by number (XML 1.0, 4.1 and 4.6), and those of HTML, which texts
 * from web pages bring along; never those of a DTD. All else stays as it is.
 */
export function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|[a-z][a-z0-9]{1,31});/gi,
    (whole, hex, dec) => {
      if (hex === undefined && dec === undefined) return decodeHTMLStrict(whole)
      const code = hex === undefined ? Number(dec) : Number.parseInt(String(hex), 16)
      const isScalar = code > 0 && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff)
      return isScalar ? String.fromCodePoint(code) : whole
    },
  )
}
