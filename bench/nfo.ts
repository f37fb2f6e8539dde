const genres = ['Drama', 'Comedy', 'Crime', 'Western', 'Horror', 'Romance', 'War', 'Music']

/** As long as many are: about a thousand bytes, with five who played in others, too. */
export function nfoOf(kind: string, title: string, number: number): string {
  const actors = [0, 1, 2, 3, 4].map((at) => {
    const name = `Person ${(number * (at + 3)) % 20_000}`
    return `  <actor><name>${name}</name><role>Role ${at}</role></actor>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<${kind}>
  <title>${title}</title>
  <year>${1930 + (number % 95)}</year>
  <plot>${`What happens in number ${number}, told at some length. `.repeat(8)}</plot>
  <rating>${(number % 90) / 10 + 1}</rating>
  <genre>${genres[number % 8]}</genre>
  <genre>${genres[(number + 3) % 8]}</genre>
  <studio>Studio ${number % 400}</studio>
${actors.join('')}</${kind}>
`
}
