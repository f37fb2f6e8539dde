import type { User } from '../catalog/accounts/user-catalog.ts'

/** A name that a user may have. */
export function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'Expected a non-empty name'
  if (name.length > 100) return 'Expected a name of at most 100 characters'
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return /[\u0000-\u001f\u007f]/.test(name)
    ? 'Expected a name without control characters'
    : undefined
}

/** Names of users are told apart without regard to case. */
export function findByName<T extends Pick<User, 'name'>>(
  users: readonly T[],
  name: string,
): T | undefined {
  const key = nameKey(name)
  return users.find((user) => nameKey(user.name) === key)
}

/** What two spellings of one name have in common: the key of everything that is stored by name. */
export function nameKey(name: string): string {
  // Composed again: what lower case makes may be of more parts than need be.
  return name.trim().normalize('NFC').toLowerCase().normalize('NFC')
}
