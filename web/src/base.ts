/**
 * Where the server is, without a slash at the end: what stands before `/keyart/` in the page's own
 * address. A proxy may have put something there that the server does not know of.
 */
export const base = location.pathname.replace(/\/keyart\/[^/]*$/, '')
