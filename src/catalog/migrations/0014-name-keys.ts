import type { Migration } from 'kysely/migration'

/** Keys of names without punctuation: 0016 makes them, as all that are folded. */
export const nameKeys: Migration = { up: () => Promise.resolve() }
