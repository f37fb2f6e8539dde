/*
 * Words that releases have in their names besides title and year, as groups of the scene, trackers,
 * Sonarr, Radarr and TRaSH Guides write them.
 */

/** In no title: from the first one on, nothing belongs to the title. */
const strong =
  /^(?:\d{3,4}[pi]\d{0,3}|\d{3,4}x\d{3,4}|[48]k|u(?:ltra)?hd|hdr10\+?|(?:8|10|12)-?bits?|hi10p?|x26[456]|h\.?26[456]|hevc|avc|av1|vp9|xvid|divx|mpe?g-?[24]|blu-?ray|(?:bd|br)(?:-?rip|mux|ripmux|remux)|remux|web-?dl(?:-?rip|mux)?|web-?rip|webmux|[hps]d-?tv(?:-?rip)?|(?:tv|dsr?|sat|vhs|dvd|hd|cam)-?rip|dvdscr|dvd[r59]|hd-?dvd|hdlight|hdc|ac3d?|e-?ac-?3|dts(?:-?(?:hd|x|es|ma))?|truehd|atmos|aac(?:[\d.]{1,8})?|ddp?a?\d[\d.]{0,7}|dd\+[\d.]{0,8}|flac|opus|dolby|nvenc|[2-9]cds?|repack\d?|rerip|h-?(?:sbs|ou)|sbs|truefrench|swissgerman|vostfr|vost|vff|vfq|vfi|nfofix|readnfo|s\d{1,2}e\d{1,3}|e\d{2,3}-e?\d{2,3}|[fx]\d\d)$/i

/** Belong to a release where a strong word follows; else to the title, as in `The Web`. */
const weak =
  /^(?:web|hdr|dv|sdr|bd|br|dvd|vhs|3d|imax|multi|proper|real|internal|limited|unrated|uncut|extended|remastered|theatrical|complete|hybrid|criterion|dl|ml|dual|dubbed|dub|subbed|sub|subs|subfrench|doku|stv|pal|ntsc|om|ws|hq|cam|ts|tc|r5|amzn|nf|dsnp|hmax|atvp|hulu|pcok|vo|vf|vf2|v\d|uncensored)$/i

const languages =
  /^(?:german|english|french|fr|italian|spanish|castellano|latino|portuguese|dutch|flemish|russian|polish|czech|hungarian|swedish|norwegian|danish|finnish|turkish|greek|arabic|hebrew|hindi|tamil|telugu|malayalam|korean|japanese|chinese|mandarin|cantonese|nordic|ger|eng|fre|ita|spa|rus|ukr|jpn|multisubs?)$/i

/** In front of ` - `, as lists of channels and French collections have it; `IT - …` is a film. */
const languageCodes = /^(?:ar|de|en|es|fr|hi|nl|pl|pt|ru|sv|tr|vf|vo|vostfr)$/i

export function isLanguageCode(word: string): boolean {
  return languageCodes.test(word)
}

export type WordKind = 'title' | 'weak' | 'language' | 'strong'

/** What a word says of the name that it stands in. */
export function kindOfWord(word: string): WordKind {
  if (strong.test(word)) return 'strong'
  const [first = '', ...rest] = word.split('-', 2)
  // `x264-GROUP`; in `Web-Slinger` and `German-American` nothing is said of a release.
  if (rest.length > 0 && strong.test(first)) return 'strong'
  if (
    word.includes('+') &&
    word.split('+', 8).every((part) => strong.test(part) || weak.test(part))
  )
    return 'strong'
  if (weak.test(word)) return 'weak'
  return languages.test(word) ? 'language' : 'title'
}

/** `Web` and `web`, as words of titles are written; not `WEB`, `iNTERNAL`, `3D`. */
export function isWrittenAsTitle(word: string): boolean {
  return /^\p{Lu}?\p{Ll}+$/u.test(word)
}

export function isYear(word: string): boolean {
  // The first film is of 1888.
  return /^(?:188[89]|189\d|19\d\d|20[0-3]\d)$/.test(word)
}

const idNote =
  /^(?:imdb|tmdb|tvdb|tvmaze|anidb|anilist|mal|musicbrainz|mbid|trakt)(?:id)?[-= :]|^tt\d{6,}$|^edition-|^boxset$/i
const checksum = /^[0-9a-f]{8}$/i

/** Whether what stands in a pair of brackets is a note on a release and no part of a title. */
export function isNote(inner: string): boolean {
  if (idNote.test(inner) || checksum.test(inner)) return true
  const words = inner.split(/[ ,_.+&-]/).filter((word) => word !== '')
  const whole = inner.split(/[ ,_]/).filter((word) => word !== '')
  if ([...words, ...whole].some((word) => kindOfWord(word) === 'strong')) return true
  return words.length > 0 && words.every((word) => kindOfWord(word) === 'weak' || isShout(word))
}

/** `ESP`, `JA`: languages and sources in capitals. */
function isShout(word: string): boolean {
  return languages.test(word) && !isWrittenAsTitle(word)
}
