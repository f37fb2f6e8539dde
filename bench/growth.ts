/**
 * How much a figure grew while it was looked at: the slope of the line through the last four fifths
 * of `values` by least squares, from the first of them to the last, in percent of their mean.
 */
export function growth(values: readonly number[]): number {
  const last = values.slice(Math.floor(values.length / 5))
  const middle = (last.length - 1) / 2
  const mean = last.reduce((sum, value) => sum + value, 0) / last.length
  let [products, squares] = [0, 0]
  for (const [x, value] of last.entries()) {
    products += (x - middle) * (value - mean)
    squares += (x - middle) ** 2
  }
  return (100 * (products / squares) * (last.length - 1)) / mean
}
