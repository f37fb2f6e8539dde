/** Requests that change what no image depends on, and come every few seconds. */
const harmless =
  /\/(?:Sessions|PlayingItems|UserPlayedItems|UserFavoriteItems|UserItems|DisplayPreferences|ClientLog|QuickConnect|LiveStreams|Playback|SyncPlay|Devices|Auth)(?:[/?]|$)|\/(?:PlaybackInfo|AuthenticateByName|AuthenticateWithQuickConnect|PlayedItems|FavoriteItems|PlayingItems)(?:[/?]|$)/i

/** Whether a request may change an image of the origin, or which image an item has. */
export function mayChangeImages(method: string, path: string): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false
  return !harmless.test(path)
}
