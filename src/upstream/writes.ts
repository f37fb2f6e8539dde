/** Requests that change what no image depends on, and come every few seconds. */
const harmless =
  /\/(?:Sessions|PlayingItems|UserPlayedItems|UserFavoriteItems|UserItems|DisplayPreferences|ClientLog|QuickConnect|LiveStreams|Playback|SyncPlay|Devices|Auth)(?:[/?]|$)|\/(?:PlaybackInfo|AuthenticateByName|AuthenticateWithQuickConnect|PlayedItems|FavoriteItems|PlayingItems|UserData|Rating|ActiveEncodings)(?:[/?]|$)/i

/**
 * Whether a request may have changed an image of the origin, or which image an item has.
 *
 * @param status with which the origin answered: what it refused did nothing
 */
export function mayHaveChangedImages(method: string, path: string, status: number): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false
  return (status < 400 || status >= 500) && !harmless.test(path)
}
