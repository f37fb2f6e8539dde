/**
 * Digits of our own, because a bare machine has no fonts: the middle line of each stroke, on a
 * field 16 high. All are equally wide, so that a count does not jump as it goes down; the strokes
 * are `stroke` thick and end round.
 */
export const digitField = { width: 10, height: 16, gap: 2.6, stroke: 2.5 } as const

/** SVG path data by digit, within the field less half a stroke on every side. */
export const digitPaths: Readonly<Record<string, string>> = {
  '0': 'M5 1.25C2.5 1.25 1.25 3.9 1.25 8S2.5 14.75 5 14.75 8.75 12.1 8.75 8 7.5 1.25 5 1.25Z',
  '1': 'M2.4 4.1L5.9 1.25V14.75',
  '2': 'M1.4 5C1.4 2.7 3 1.25 5.1 1.25S8.7 2.7 8.7 4.9C8.7 7.4 6.6 9.1 1.3 14.75H8.9',
  '3': 'M1.5 3.3C2.2 2 3.4 1.25 4.9 1.25 7 1.25 8.4 2.5 8.4 4.4S7 7.6 4.9 7.6H4M4.9 7.6C7.3 7.6 8.75 9 8.75 11.1S7.2 14.75 4.9 14.75C3.2 14.75 1.9 14 1.2 12.5',
  '4': 'M7 14.75V1.25L1.25 10.8H9.2',
  '5': 'M8.2 1.25H2.3L1.7 7.4C2.6 6.5 3.6 6.1 4.8 6.1 7.1 6.1 8.75 7.9 8.75 10.4S7.1 14.75 4.7 14.75C3.1 14.75 1.9 14 1.2 12.7',
  '6': 'M7.4 1.25C4 3 1.25 6.4 1.25 10.4 1.25 12.9 2.8 14.75 5 14.75S8.75 12.9 8.75 10.5 7.2 6.3 5 6.3C3.3 6.3 1.9 7.4 1.4 9',
  '7': 'M1.25 1.25H8.75L4.2 14.75',
  '8': 'M5 1.25C3 1.25 1.7 2.5 1.7 4.3S3 7.4 5 7.4 8.3 6.1 8.3 4.3 7 1.25 5 1.25ZM5 7.4C2.7 7.4 1.25 8.9 1.25 11S2.7 14.75 5 14.75 8.75 13.1 8.75 11 7.3 7.4 5 7.4Z',
  '9': 'M2.6 14.75C6 13 8.75 9.6 8.75 5.6 8.75 3.1 7.2 1.25 5 1.25S1.25 3.1 1.25 5.5 2.8 9.7 5 9.7C6.7 9.7 8.1 8.6 8.6 7',
}
