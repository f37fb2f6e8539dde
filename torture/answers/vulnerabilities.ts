import { cannotApply, tested, type Answer } from './answer.ts'

/** Vulnerabilities that were published, in the order of their numbers. */
export const vulnerabilities: readonly Answer[] = [
  {
    ids: ['CVE-2021-29490'],
    what: 'A server of media fetched whatever address a client named, those of its own network too.',
    kept: tested(
      'end-to-end/image-writes.test.ts',
      'CVE-2021-29490, jellyfin#12143: a URL of this network is refused; there are no providers, and that is said',
    ),
  },
  {
    ids: ['CVE-2022-39239'],
    what: 'A header chose the source of a picture, and the answer was then cached for everybody.',
    kept: tested(
      'end-to-end/http.test.ts',
      'CVE-2022-39239, CVE-2025-57752: no header but Accept says which picture is answered',
    ),
  },
  {
    ids: ['CVE-2023-1496'],
    what: 'A picture in SVG ran its scripts in the browser of whoever opened it.',
    kept: tested(
      'render/sharp/process/svg-references.test.ts',
      'CVE-2023-1496: scripts, events and foreign content do nothing',
    ),
  },
  {
    ids: ['CVE-2023-4863', 'GHSA-54xq-cgqr-rpm3'],
    what: 'A WebP made for it wrote beyond the memory of the decoder.',
    kept: tested(
      'render/sharp/process/foreign-formats.test.ts',
      'GHSA-54xq-cgqr-rpm3, CVE-2023-4863, CVE-2025-29769, CVE-2026-114113, CVE-2026-33327, CVE-2026-33328, CVE-2026-35590, CVE-2026-35591, CVE-2026-69242: the decoders are those with the corrections',
    ),
  },
  {
    ids: ['CVE-2023-30019'],
    what: 'Addresses of the inner network could be asked through the image server.',
    kept: tested(
      'fetch/fetch-picture.test.ts',
      'CVE-2021-29490, CVE-2023-30019, CVE-2025-24354, CVE-2025-6087: no address that is not public, in whatever words',
    ),
  },
  {
    ids: ['CVE-2024-47831'],
    what: 'Images that are dear to make kept the processor busy without end.',
    kept: tested(
      'render/sharp/overruns.test.ts',
      'CVE-2024-47831: a picture that takes too long leaves a sound original alone, and is not tried again',
    ),
  },
  {
    ids: ['CVE-2025-6087'],
    what: 'The image route was an open proxy for any address.',
    kept: tested(
      'fetch/fetch-picture.test.ts',
      'CVE-2021-29490, CVE-2023-30019, CVE-2025-24354, CVE-2025-6087: no address that is not public, in whatever words',
    ),
  },
  {
    ids: ['CVE-2025-24354', 'imgproxy 4.0.12'],
    what: 'Inner addresses got through when they were written as 0.0.0.0, as shared addresses of providers, or inside of an IPv6 one.',
    kept: tested(
      'fetch/addresses.test.ts',
      'CVE-2025-24354: an IPv4 address is what it is in every form that holds it',
    ),
  },
  {
    ids: ['CVE-2025-29769'],
    what: 'A TIFF with more channels than its colours need overran the memory of the encoder.',
    kept: tested(
      'render/sharp/process/foreign-formats.test.ts',
      'GHSA-54xq-cgqr-rpm3, CVE-2023-4863, CVE-2025-29769, CVE-2026-114113, CVE-2026-33327, CVE-2026-33328, CVE-2026-35590, CVE-2026-35591, CVE-2026-69242: the decoders are those with the corrections',
    ),
  },
  {
    ids: ['CVE-2025-54387'],
    what: 'A folder whose name begins like the allowed one was taken for it.',
    kept: tested(
      'sources/folder.test.ts',
      'CVE-2025-54387, CVE-2026-53502: nothing outside of a library is found, by whatever key',
    ),
  },
  {
    ids: ['CVE-2025-55173'],
    what: 'What was no picture was passed on under the name of one, and did harm in browsers.',
    kept: tested(
      'end-to-end/polyglots.test.ts',
      'CVE-2025-55173: what only has the name of a picture is none',
    ),
  },
  {
    ids: ['CVE-2025-55303'],
    what: 'Content of strangers came from the own domain, by an address that begins with `//`.',
    kept: cannotApply(
      'A GET has no parameter that names where a picture lies; only who may edit images can have one fetched.',
    ),
  },
  {
    ids: ['CVE-2025-57752'],
    what: 'Pictures that one person may see were cached and given to others.',
    kept: tested(
      'http/access/access.test.ts',
      'closed images ask for a token and are kept by nobody in between',
    ),
  },
  {
    ids: ['CVE-2025-58179'],
    what: 'A host that was not on the list of allowed ones was fetched from.',
    kept: tested(
      'fetch/fetch-picture.test.ts',
      'CVE-2025-58179: every address of a name must be allowed, and is when it is connected to',
    ),
  },
  {
    ids: ['CVE-2025-59471'],
    what: 'The whole of a remote file was taken into memory, however large.',
    kept: tested(
      'fetch/fetch-picture.test.ts',
      'CVE-2025-59471: no more bytes than allowed, whatever the answer says of itself',
    ),
  },
  {
    ids: ['CVE-2025-65019'],
    what: 'Content of strangers came from the own domain, by an address that begins with `data:`.',
    kept: tested(
      'fetch/fetch-picture.test.ts',
      'CVE-2025-65019: only http and https, and no credentials',
    ),
  },
  {
    ids: ['CVE-2026-27829', 'CVE-2026-41321'],
    what: 'A redirect led from an allowed host to one that is not.',
    kept: tested(
      'fetch/fetch-picture.test.ts',
      'CVE-2026-27829, CVE-2026-41321: redirects are followed, three of them, and checked each time',
    ),
  },
  {
    ids: [
      'CVE-2026-33327',
      'CVE-2026-33328',
      'CVE-2026-35590',
      'CVE-2026-35591',
      'CVE-2026-69242',
      'CVE-2026-114113',
      'GHSA-f88m-g3jw-g9cj',
    ],
    what: 'Damaged GIF, TIFF and VIPS files corrupted the memory of the decoder.',
    kept: tested(
      'render/sharp/process/foreign-formats.test.ts',
      'GHSA-54xq-cgqr-rpm3, CVE-2023-4863, CVE-2025-29769, CVE-2026-114113, CVE-2026-33327, CVE-2026-33328, CVE-2026-35590, CVE-2026-35591, CVE-2026-69242: the decoders are those with the corrections',
    ),
  },
  {
    ids: ['CVE-2026-44577'],
    what: 'The whole of a local file was taken into memory, however large.',
    kept: tested(
      'render/sharp/sharp-renderer.test.ts',
      'CVE-2026-44577, jellyfin#17641: what is not to be announced, with a reason',
    ),
  },
  {
    ids: ['CVE-2026-53501'],
    what: 'A signature was cut out of a URL wherever it stood, so that another URL passed for the signed one.',
    kept: cannotApply(
      'Keyart signs no URLs: what may be seen is settled by tokens, and what may be made by limits.',
    ),
  },
  {
    ids: ['CVE-2026-53502'],
    what: 'A path was checked first and decoded afterwards, and so led out of its folder.',
    kept: tested(
      'sources/folder.test.ts',
      'CVE-2025-54387, CVE-2026-53502: nothing outside of a library is found, by whatever key',
    ),
  },
  {
    ids: ['CVE-2026-53504'],
    what: 'A text that was made for it kept a regular expression busy for minutes.',
    kept: tested(
      'end-to-end/known-attacks.test.ts',
      'CVE-2026-53504 (thumbor): no text that a stranger sends takes long to read',
    ),
  },
  {
    ids: ['CVE-2026-53505', 'unjs/ipx'],
    what: 'A size above the limit came in by a parameter that was applied after the check.',
    kept: tested(
      'end-to-end/known-attacks.test.ts',
      'CVE-2026-53505 (thumbor): no way of asking gets past the limit, which is looked at last',
    ),
  },
  {
    ids: ['CVE-2026-64644'],
    what: 'An SVG that is dear to draw stopped the server.',
    kept: tested(
      'render/sharp/overruns.test.ts',
      'CVE-2026-64644: a drawing without end is cut off in a quarter of the time, and set aside',
    ),
  },
  {
    ids: ['CVE-2026-70652'],
    what: 'A faulty decoder of a format that nobody needs was open to any file.',
    kept: tested(
      'render/sharp/process/foreign-formats.test.ts',
      'GHSA-f88m-g3jw-g9cj, CVE-2026-70652: only the decoders of formats that are read are open',
    ),
  },
  {
    ids: ['GHSA-3x4c-7xq6-9pq8'],
    what: 'One picture in endless sizes filled the disk.',
    kept: tested(
      'end-to-end/known-attacks.test.ts',
      'GHSA-3x4c-7xq6-9pq8 (next): a picture in endless variants fills no disk',
    ),
  },
]
