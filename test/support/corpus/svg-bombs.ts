import { blackPng } from './png.ts'

const svg = (body: string, size = 'width="100" height="100"', before = '') =>
  `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size}>${body}</svg>`

/** Entities that stand for ten of the one before. */
function laughs(depth: number): string {
  const entities = Array.from(
    { length: depth },
    (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`,
  )
  return `<!DOCTYPE svg [<!ENTITY e0 "ha">${entities.join('')}]>`
}

/** `levels` groups, each of which shows the one before `fold` times. */
function uses(levels: number, fold: number): string {
  const groups = Array.from(
    { length: levels },
    (_, level) =>
      `<g id="g${level + 1}">${`<use xlink:href="#g${level}" x="1"/>`.repeat(fold)}</g>`,
  )
  return `<defs><rect id="g0" width="9" height="9"/>${groups.join('')}</defs><use xlink:href="#g${levels}"/>`
}

const filtered = (filter: string, region = '') =>
  `<filter id="f" ${region}>${filter}</filter><rect width="100%" height="100%" fill="red" filter="url(#f)"/>`

/** Drawings that cost whoever draws them far more than their bytes say. */
export const svgBombs = {
  'SVG: a billion laughs': () => svg('<text>&e9;</text>', undefined, laughs(9)),
  'SVG: quadratic entities': () =>
    svg(
      `<text>${'&a;'.repeat(100_000)}</text>`,
      undefined,
      `<!DOCTYPE svg [<!ENTITY a "${'a'.repeat(100_000)}">]>`,
    ),
  'SVG: entity of itself': () =>
    svg('<text>&a;</text>', undefined, '<!DOCTYPE svg [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'),
  'SVG: 100,000 groups deep': () => svg('<g>'.repeat(100_000) + '</g>'.repeat(100_000)),
  'SVG: a million elements': () => svg('<rect width="1" height="1"/>'.repeat(1_000_000)),
  'SVG: use of use, 2^30 times': () => svg(uses(30, 2)),
  'SVG: use of use, 100,000 times': () => svg(uses(5, 10)),
  'SVG: use of itself': () => svg('<g id="a"><use xlink:href="#a"/></g>'),
  'SVG: pattern of itself': () =>
    svg(
      '<pattern id="p" width="1" height="1" patternUnits="userSpaceOnUse"><rect width="9" height="9" fill="url(#p)"/></pattern><rect width="100" height="100" fill="url(#p)"/>',
    ),
  'SVG: patterns in patterns': () =>
    svg(
      Array.from(
        { length: 12 },
        (_, n) =>
          `<pattern id="p${n}" width="0.01" height="0.01"><rect width="100" height="100" fill="url(#p${n + 1})"/></pattern>`,
      ).join('') + '<rect width="100" height="100" fill="url(#p0)"/>',
    ),
  'SVG: masks in masks': () =>
    svg(
      Array.from(
        { length: 60 },
        (_, n) =>
          `<mask id="m${n}"><g mask="url(#m${n + 1})"><rect width="100" height="100" mask="url(#m${n + 1})"/></g></mask>`,
      ).join('') + '<rect width="100" height="100" mask="url(#m0)"/>',
      'width="2000" height="2000"',
    ),
  'SVG: turbulence of a thousand octaves': () =>
    svg(
      filtered('<feTurbulence baseFrequency="0.9" numOctaves="100000"/>'),
      'width="5000" height="5000"',
    ),
  'SVG: blur of a million pixels': () =>
    svg(
      filtered('<feGaussianBlur stdDeviation="1000000"/>', 'x="-9999" width="99999"'),
      'width="5000" height="5000"',
    ),
  'SVG: a hundred filters in a row': () =>
    svg(
      filtered('<feMorphology operator="dilate" radius="500"/>'.repeat(100)),
      'width="5000" height="5000"',
    ),
  'SVG: convolution of 50 x 50': () =>
    svg(
      filtered(`<feConvolveMatrix order="50" kernelMatrix="${'1 '.repeat(2500)}"/>`),
      'width="4000" height="4000"',
    ),
  'SVG: a line of a billion dashes': () =>
    svg(
      '<path d="M0 0H100000000V100H0Z" stroke="red" stroke-width="9" stroke-dasharray="0.1 0.1"/>',
    ),
  'SVG: a path of a million curves': () =>
    svg(`<path d="M0 0${'c9 9 50 99 -9 -9'.repeat(1_000_000)}" stroke="red"/>`),
  'SVG: a marker at each of 100,000 points': () =>
    svg(
      `<marker id="m" markerWidth="99" markerHeight="99"><circle r="50" fill="url(#p)"/></marker><path d="M0 0${'l9 9-9-9'.repeat(50_000)}" marker-mid="url(#m)"/>`,
    ),
  'SVG: a picture of a gigapixel within': () =>
    svg(
      `<image width="100" height="100" xlink:href="data:image/png;base64,${blackPng(32_000, 32_000).toString('base64')}"/>`,
    ),
  'SVG: a billion pixels a side': () =>
    svg('<rect width="9" height="9"/>', 'width="1000000000" height="1000000000"'),
  'SVG: as wide as ten screens, one high': () =>
    svg('<rect width="9" height="9"/>', 'width="32000" height="1"'),
  'SVG: text of ten million letters': () => svg(`<text>${'W'.repeat(10_000_000)}</text>`),
  'SVG: text of four million letters': () => svg(`<text>${'W'.repeat(4_000_000)}</text>`),
  'SVG: 170,000 elements': () => svg('<rect width="1" height="1"/>'.repeat(170_000)),
  'SVG: styles of 100,000 rules': () =>
    svg(
      `<style>${Array.from({ length: 100_000 }, (_, n) => `g g g g .c${n}{fill:red}`).join('')}</style>${'<g>'.repeat(200)}${'<rect class="c9" width="9" height="9"/>'.repeat(2000)}${'</g>'.repeat(200)}`,
    ),
} as const satisfies Record<string, () => string>
