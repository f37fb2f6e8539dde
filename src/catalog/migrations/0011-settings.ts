/** 32 hex digits, plain or as a GUID; neither more nor fewer. */
const idPattern =
  /(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![0-9a-f])/gi

/** `text` with every id that `ids` knows replaced, in the form that it has there. */
export function withIds(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replaceAll(idPattern, (written) => {
    const changed = ids.get(written.replaceAll('-', '').toLowerCase())
    if (changed === undefined) return written
    if (!written.includes('-')) return changed
    return changed.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  })
}
