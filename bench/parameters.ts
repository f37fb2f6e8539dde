/** How much work each benchmark does. Counts are of one round and one side. */
export interface Parameters {
  readonly films: number
  readonly scanRounds: number
  readonly coldRenders: number
  readonly coldRounds: number
  readonly warmRequests: number
  readonly warmRounds: number
  readonly rescanFolders: number
  readonly rescanRounds: number
}

export const quick: Parameters = {
  films: 200,
  scanRounds: 3,
  coldRenders: 96,
  coldRounds: 5,
  warmRequests: 8_000,
  warmRounds: 5,
  rescanFolders: 4_000,
  rescanRounds: 7,
}

export const full: Parameters = {
  films: 600,
  scanRounds: 7,
  coldRenders: 192,
  coldRounds: 11,
  warmRequests: 20_000,
  warmRounds: 11,
  rescanFolders: 4_000,
  rescanRounds: 15,
}

/** Keep-alive connections of the load generator for warm hits, one request under way on each. */
export const warmConnections = 16
