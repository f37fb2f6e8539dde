const open = '<svg xmlns="http://www.w3.org/2000/svg"'

/** Two fields, one of them in millimetres. */
const fields =
  '<rect width="60" height="20" fill="#c82828"/><rect y="20" width="10mm" height="10mm" fill="#2846c8"/>'

const svg = (attributes: string, body = fields) =>
  Buffer.from(`${open} ${attributes}>${body}</svg>`)

/** SVG whose size, units or encoding is told otherwise than in pixels and plain text. */
export const oddDrawings: Readonly<Record<string, Buffer>> = {
  'SVG in millimetres': svg('width="20mm" height="30mm" viewBox="0 0 200 300"'),
  'SVG in inches without a viewBox': svg('width="1.25in" height="0.75in"'),
  'SVG in centimetres': svg('width="2cm" height="1.5cm"'),
  'SVG in points': svg('width="72pt" height="60pt"'),
  'SVG in picas': svg('width="6pc" height="5pc" viewBox="0 0 96 80"'),
  'SVG in letters': svg('width="5em" height="4em"'),
  'SVG without sizes': svg(''),
  'SVG as wide as its place': svg('width="100%" height="90"'),
  'SVG with a width alone': svg('width="50"'),
  'SVG with a width and a viewBox': svg('width="50" viewBox="0 0 100 80"'),
  'SVG with a height in percent and a viewBox': svg('width="90" height="100%" viewBox="0 0 60 40"'),
  'SVG with a viewBox alone': svg('viewBox="0 0 60 40"'),
  'SVG sized by its style': svg('width="10" style="width: 60px; fill: lime; height: 40px"'),
  'SVG of another shape than its viewBox': svg('width="90" height="40" viewBox="0 0 60 60"'),
  'SVG that fills another shape': svg(
    'width="90" height="40" viewBox="0 0 60 60" preserveAspectRatio="none"',
  ),
  'SVG moved by its viewBox': svg('width="60" height="40" viewBox="-30 -20 60 40"'),
  'SVG after blank lines': Buffer.concat([
    Buffer.from('\n'.repeat(2000)),
    svg('width="60" height="40"'),
  ]),
  'SVG after a long comment': Buffer.concat([
    Buffer.from(`<?xml version="1.0"?><!--${'<svg comment> '.repeat(10_000)}-->`),
    svg('width="60" height="40"'),
  ]),
  'SVG with a prefix': Buffer.from(
    '<?xml version="1.0"?><s:svg xmlns:s="http://www.w3.org/2000/svg" width="60" height="40"><s:rect width="60" height="20" fill="#c82828"/></s:svg>',
  ),
  'SVG with entities': Buffer.from(
    `<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd" [${'<!ENTITY long "]>">'.repeat(100)}<!ENTITY ns "http://www.w3.org/2000/svg"><!ENTITY colour "#c82828">]><svg xmlns="&ns;" width="60" height="40"><rect width="60" height="20" fill="&colour;"/></svg>`,
  ),
  'SVG in UTF-16': Buffer.from(
    `\ufeff<?xml version="1.0" encoding="UTF-16"?>${svg('width="60" height="40"').toString()}`,
    'utf16le',
  ),
  'SVG in UTF-16, most significant byte first': Buffer.from(
    `\ufeff${svg('width="60" height="40"').toString()}`,
    'utf16le',
  ).swap16(),
  'SVG that looks around each pixel': svg(
    'viewBox="0 0 300 150"',
    '<filter id="f"><feMorphology radius="4"/></filter><rect width="300" height="150" fill="#c82828"/><rect x="30" y="20" width="200" height="100" fill="#2846c8" filter="url(#f)"/>',
  ),
}

const german = svg('width="60" height="40"', `<title>Gr\u00fc\u00dfe</title>${fields}`)

/** Browsers take an SVG for UTF-8 unless it has a mark; whoever wrote this one did not. */
export const latinDrawing = {
  bytes: Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${german.toString()}`, 'latin1'),
  like: german,
}
