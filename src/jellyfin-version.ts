/**
 * The version of Jellyfin that clients are told unless the setting `jellyfinVersion` says another:
 * the newest of the line that they all accept. jellyfin-vue refuses 10.11.0, @jellyfin/sdk all
 * below 10.10.
 */
export const defaultJellyfinVersion = '10.11.11'
