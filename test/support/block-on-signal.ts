/*
 * To be imported into a server (`NODE_OPTIONS=--import`): on SIGUSR2 the thread that answers does
 * nothing but this for a while.
 */

const blockedFor = 8_000

function blockTheThread(): void {
  for (const end = performance.now() + blockedFor; performance.now() < end;);
}

process.on('SIGUSR2', blockTheThread)
