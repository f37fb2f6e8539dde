import { cannotApply, tested, type Answer } from './answer.ts'

/** Vulnerabilities that were published, in the order of their numbers. */
export const vulnerabilities: readonly Answer[] = [
  {
    ids: ['CVE-2021-29490'],
    what: 'A media server fetched any address that a client named, including private ones.',
    verdict: tested(
      'end-to-end/image-writes.test.ts',
      'CVE-2021-29490, jellyfin#12143: a URL of this network is refused; there are no providers, and that is said',
    ),
  },
  {
    ids: ['CVE-2022-39239'],
    what: 'A header chose the source of an image, and the response was then cached for everybody.',
    verdict: tested(
      'end-to-end/http.test.ts',
      'CVE-2022-39239, CVE-2025-57752: no header but Accept says which picture is answered',
    ),
  },
  {
    ids: ['CVE-2023-1496'],
    what: 'An SVG ran its scripts in the browser.',
    verdict: tested(
      'render/sharp/process/svg-references.test.ts',
      'CVE-2023-1496: scripts, events and foreign content do nothing',
    ),
  },
  {
    ids: ['CVE-2023-4863', 'GHSA-54xq-cgqr-rpm3'],
    what: 'A crafted WebP overflowed a buffer of the decoder.',
    verdict: tested(
      'render/sharp/process/foreign-formats.test.ts',
      'GHSA-54xq-cgqr-rpm3, CVE-2023-4863, CVE-2025-29769, CVE-2026-114113, CVE-2026-33327, CVE-2026-33328, CVE-2026-35590, CVE-2026-35591, CVE-2026-69242: the decoders are those with the corrections',
    ),
  },
  {
    ids: ['CVE-2023-30019'],
    what: 'Private addresses could be reached through the image server.',
    verdict: tested(
      'fetch/fetch-picture.test.ts',
      'CVE-2021-29490, CVE-2023-30019, CVE-2025-24354, CVE-2025-6087: no address that is not public, in whatever words',
    ),
  },
  {
    ids: ['CVE-2024-47831'],
    what: 'Expensive images kept the processor busy without limit.',
    verdict: tested(
      'render/sharp/overruns.test.ts',
      'CVE-2024-47831: a picture that takes too long leaves a sound original alone, and is not tried again',
    ),
  },
  {
    ids: ['CVE-2025-6087'],
    what: 'The image route was an open proxy for any address.',
    verdict: tested(
      'fetch/fetch-picture.test.ts',
      'CVE-2021-29490, CVE-2023-30019, CVE-2025-24354, CVE-2025-6087: no address that is not public, in whatever words',
    ),
  },
  {
    ids: ['CVE-2025-24354', 'imgproxy 4.0.12'],
    what: 'Private addresses got through when written as 0.0.0.0, as carrier-grade NAT addresses, or inside an IPv6 address.',
    verdict: tested(
      'fetch/addresses.test.ts',
      'CVE-2025-24354: an IPv4 address is what it is in every form that holds it',
    ),
  },
  {
    ids: ['CVE-2025-29769'],
    what: 'A TIFF with extra channels overflowed a buffer of the encoder.',
    verdict: tested(
      'render/sharp/process/foreign-formats.test.ts',
      'GHSA-54xq-cgqr-rpm3, CVE-2023-4863, CVE-2025-29769, CVE-2026-114113, CVE-2026-33327, CVE-2026-33328, CVE-2026-35590, CVE-2026-35591, CVE-2026-69242: the decoders are those with the corrections',
    ),
  },
  {
    ids: ['CVE-2025-54387'],
    what: 'A folder whose name starts like the allowed one was accepted.',
    verdict: tested(
      'sources/folder.test.ts',
      'CVE-2025-54387, CVE-2026-53502: nothing outside of a library is found, by whatever key',
    ),
  },
  {
    ids: ['CVE-2025-55173'],
    what: 'Files that are not images were passed on as images, and did harm in browsers.',
    verdict: tested(
      'end-to-end/polyglots.test.ts',
      'CVE-2025-55173: what only has the name of a picture is none',
    ),
  },
  {
    ids: ['CVE-2025-55303'],
    what: 'Foreign content was served from the server’s own domain, through an address that begins with `//`.',
    verdict: cannotApply(
      'A GET has no parameter for the source of an image. Only those who may edit images can have one fetched.',
    ),
  },
  {
    ids: ['CVE-2025-57752'],
    what: 'Images that one user may see were cached and sent to others.',
    verdict: tested(
      'http/access/access.test.ts',
      'closed images ask for a token and are kept by nobody in between',
    ),
  },
  {
    ids: ['CVE-2025-58179'],
    what: 'Images were fetched from a host that was not on the allowlist.',
    verdict: tested(
      'fetch/fetch-picture.test.ts',
      'CVE-2025-58179: every address of a name must be allowed, and is when it is connected to',
    ),
  },
  {
    ids: ['CVE-2025-59471'],
    what: 'A remote file of any size was read into memory.',
    verdict: tested(
      'fetch/fetch-picture.test.ts',
      'CVE-2025-59471: no more bytes than allowed, whatever the answer says of itself',
    ),
  },
  {
    ids: ['CVE-2025-65019'],
    what: 'Foreign content was served from the server’s own domain, through an address that begins with `data:`.',
    verdict: tested(
      'fetch/fetch-picture.test.ts',
      'CVE-2025-65019: only http and https, and no credentials',
    ),
  },
  {
    ids: ['CVE-2026-27829', 'CVE-2026-41321'],
    what: 'A redirect led from an allowed host to another.',
    verdict: tested(
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
    verdict: tested(
      'render/sharp/process/foreign-formats.test.ts',
      'GHSA-54xq-cgqr-rpm3, CVE-2023-4863, CVE-2025-29769, CVE-2026-114113, CVE-2026-33327, CVE-2026-33328, CVE-2026-35590, CVE-2026-35591, CVE-2026-69242: the decoders are those with the corrections',
    ),
  },
  {
    ids: ['CVE-2026-44577'],
    what: 'A local file of any size was read into memory.',
    verdict: tested(
      'render/sharp/sharp-renderer.test.ts',
      'CVE-2026-44577, jellyfin#17641: what is not to be announced, with a reason',
    ),
  },
  {
    ids: ['CVE-2026-53501'],
    what: 'A signature was removed from a URL wherever it occurred, so that another URL passed for the signed one.',
    verdict: cannotApply(
      'Keyart does not sign URLs: tokens decide what may be seen, and limits what may be created.',
    ),
  },
  {
    ids: ['CVE-2026-53502'],
    what: 'A path was checked first and decoded afterwards, and so escaped its folder.',
    verdict: tested(
      'sources/folder.test.ts',
      'CVE-2025-54387, CVE-2026-53502: nothing outside of a library is found, by whatever key',
    ),
  },
  {
    ids: ['CVE-2026-53504'],
    what: 'A crafted text kept a regular expression busy for minutes.',
    verdict: tested(
      'end-to-end/known-attacks.test.ts',
      'CVE-2026-53504 (thumbor): no text that a stranger sends takes long to read',
    ),
  },
  {
    ids: ['CVE-2026-53505', 'unjs/ipx'],
    what: 'A size above the limit got through a parameter that was applied after the check.',
    verdict: tested(
      'end-to-end/known-attacks.test.ts',
      'CVE-2026-53505 (thumbor): no way of asking gets past the limit, which is looked at last',
    ),
  },
  {
    ids: ['CVE-2026-64644'],
    what: 'An SVG that is expensive to draw stopped the server.',
    verdict: tested(
      'render/sharp/overruns.test.ts',
      'CVE-2026-64644: a drawing without end is cut off in a quarter of the time, and set aside',
    ),
  },
  {
    ids: ['CVE-2026-70652'],
    what: 'A faulty decoder of an unused format was open to any file.',
    verdict: tested(
      'render/sharp/process/foreign-formats.test.ts',
      'GHSA-f88m-g3jw-g9cj, CVE-2026-70652: only the decoders of formats that are read are open',
    ),
  },
  {
    ids: ['GHSA-3x4c-7xq6-9pq8'],
    what: 'One image in endless sizes filled the disk.',
    verdict: tested(
      'end-to-end/known-attacks.test.ts',
      'GHSA-3x4c-7xq6-9pq8 (next): a picture in endless variants fills no disk',
    ),
  },
]
