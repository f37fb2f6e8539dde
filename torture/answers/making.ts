import { cannotApply, tested, type Answer } from './answer.ts'

/** How pictures are made, kept and shown. */
export const making: readonly Answer[] = [
  {
    ids: ['Jellyfin, ImageProcessor', 'jellyfin/jellyfin#17135'],
    what: 'Incomplete or empty files in the cache were served for ever.',
    verdict: tested(
      'end-to-end/cold-requests.test.ts',
      'kill -9 in the middle of 300 cold requests: nothing torn is kept or served',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'Simultaneous identical requests each created the image.',
    verdict: tested(
      'end-to-end/cold-requests.test.ts',
      '200 equal requests at once for a cold derivative: one render',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'The same result was created and stored again for each way to request it.',
    verdict: tested(
      'render/plan/plan.test.ts',
      'a key is told apart by everything in the plan and by nothing else',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'Cached images were evicted by age, not by use or size.',
    verdict: tested(
      'storage/budget.test.ts',
      'what is least used leaves, and the disk never holds more than the budget',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'A fill size was ignored for images whose size was not known yet.',
    verdict: cannotApply('An image is listed only after its size has been measured.'),
  },
  {
    ids: ['Jellyfin, ImageProcessor', 'jellyfin/jellyfin#5501', 'jellyfin/jellyfin#11109'],
    what: 'Animations were never resized, or lost their motion.',
    verdict: tested(
      'render/sharp/sharp-renderer.test.ts',
      'jellyfin#5501: animations are resized and stay animations where the plan says so',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'If an image could not be created, the original was sent instead, cached for a year.',
    verdict: tested(
      'end-to-end/too-much.test.ts',
      'jellyfin#17056: a picture that takes too much is refused, and its original stays announced; one without end never is',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'An SVG was never larger than its nominal size.',
    verdict: tested(
      'render/sharp/sharp-renderer.test.ts',
      'an SVG is drawn at the size asked for, not enlarged from pixels',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'A transparent image with an overlay or blur turned black as JPEG.',
    verdict: tested(
      'render/plan/effects.test.ts',
      'a transparent picture with effects is never on black as JPEG',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'Whether `0.5` is a number depended on the locale of the server.',
    verdict: cannotApply('Numbers are parsed independently of the locale.'),
  },
  {
    ids: ['jellyfin/jellyfin#1835'],
    what: 'The media disk was woken for posters that were already cached.',
    verdict: tested(
      'end-to-end/changes.test.ts',
      'a library folder that vanishes keeps its items and is a problem; it may come back',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#3472', 'jellyfin/jellyfin#5396'],
    what: 'Rotated photos were shown sideways.',
    verdict: tested(
      'render/sharp/sharp-renderer.test.ts',
      'jellyfin#3472, jellyfin#5396: all eight EXIF orientations come out alike',
    ),
  },
  {
    ids: [
      'jellyfin/jellyfin#4283',
      'jellyfin/jellyfin#4815',
      'jellyfin/jellyfin#16627',
      'jellyfin/jellyfin-web#1972',
    ],
    what: 'Images of a list turned white or blurred after scrolling away and back.',
    verdict: tested(
      'web/scrolling.test.ts',
      'jellyfin#4815: pictures that were scrolled away from are there again, in Chromium',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#4603'],
    what: 'Requests timed out while a scan ran.',
    verdict: tested('render/sharp/calls.test.ts', 'persons go before what a scan waits for'),
  },
  {
    ids: ['jellyfin/jellyfin#6877'],
    what: 'Memory grew while images were created, and was not released.',
    verdict: tested(
      'render/sharp/calls.test.ts',
      'jellyfin#6877: a process that grows past its bound is replaced, and nobody notices',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#8544'],
    what: 'User pictures were sent in full size, whatever was requested.',
    verdict: tested('end-to-end/http.test.ts', 'the picture of a user takes every parameter'),
  },
  {
    ids: ['jellyfin/jellyfin#8783', 'jellyfin/jellyfin#17656'],
    what: 'The first view of a page was slow, because each size was created only then.',
    verdict: tested(
      'end-to-end/prerender.test.ts',
      'sixty posters that nobody has seen, all at once: all made already',
    ),
  },
  {
    ids: [
      'jellyfin/jellyfin#9071',
      'jellyfin/jellyfin#13956',
      'jellyfin/jellyfin-androidtv#3941',
      'jellyfin/Swiftfin#952',
      'streamyfin/streamyfin#1697',
    ],
    what: 'Transparent logos turned black.',
    verdict: tested(
      'render/sharp/sharp-renderer.test.ts',
      'jellyfin#13956: transparency is kept, and never black',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#9235', 'jellyfin/jellyfin#10789', 'jellyfin/jellyfin-webos#120'],
    what: 'Photos were sent in full size to devices that requested less.',
    verdict: tested(
      'end-to-end/named-artwork.test.ts',
      'every image that a DTO speaks of has exactly the planned size',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#9364', 'jellyfin/jellyfin#16295', 'jellyfin/jellyfin-androidtv#5320'],
    what: 'AVIF posters were not found.',
    verdict: tested(
      'render/sharp/sharp-renderer.test.ts',
      'jellyfin#16295, jellyfin#9364: every format that is read',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#14470', 'jellyfin/jellyfin-web#212'],
    what: 'Posters were too small for the screen.',
    verdict: tested(
      'web/image-request.test.ts',
      'device pixels cover the box and are at most one step more',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#15464', 'jellyfin/jellyfin#15629'],
    what: 'Temporary copies filled the disk.',
    verdict: tested(
      'end-to-end/known-attacks.test.ts',
      'jellyfin/jellyfin#15629: no temporary file is left, of whatever end',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#15849', 'jellyfin/jellyfin#16054', 'jellyfin/jellyfin#17766'],
    what: 'Cleaning the cache deleted everything in its folder: films, posters, uploads.',
    verdict: tested(
      'storage/budget.test.ts',
      'jellyfin#16054: what others keep in its folder is never removed',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#17056'],
    what: 'One anonymous request used all memory and minutes of processor time.',
    verdict: tested(
      'end-to-end/known-attacks.test.ts',
      'jellyfin/jellyfin#17056: one anonymous request for a huge picture',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#17641'],
    what: 'A small file that claims to be huge exhausted the memory.',
    verdict: tested(
      'render/sharp/process/bombs.test.ts',
      'jellyfin#17641: originals made to exhaust are refused, or drawn like any other; those beside them are not held up',
    ),
  },
  {
    ids: ['jellyfin/jellyfin-web#911'],
    what: 'Full-size images were sent for small cards.',
    verdict: tested('web/image-request.test.ts', 'a box is filled at the density of the screen'),
  },
  {
    ids: ['MediaBrowser/Emby#902'],
    what: 'Clients that support WebP got larger formats.',
    verdict: tested(
      'end-to-end/http.test.ts',
      'the format is negotiated, and Vary says so only then',
    ),
  },
  {
    ids: ['MediaBrowser/Emby#3626'],
    what: 'The same thumbnails were created again and again.',
    verdict: tested(
      'prerender/prerenderer.test.ts',
      'makes every shape of every image, once, and knows by itself what is there',
    ),
  },
]
