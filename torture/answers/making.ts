import { cannotApply, tested, type Answer } from './answer.ts'

/** How pictures are made, kept and shown. */
export const making: readonly Answer[] = [
  {
    ids: ['Jellyfin, ImageProcessor', 'jellyfin/jellyfin#17135'],
    what: 'Half-written or empty files in the cache were served for good.',
    kept: tested(
      'end-to-end/cold-requests.test.ts',
      'kill -9 in the middle of 300 cold requests: nothing torn is kept or served',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'Equal requests at the same time each made the picture.',
    kept: tested(
      'end-to-end/cold-requests.test.ts',
      '200 equal requests at once for a cold derivative: one render',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'The same outcome was made and kept again for each way of asking for it.',
    kept: tested(
      'render/plan/plan.test.ts',
      'a key is told apart by everything in the plan and by nothing else',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'What was made left the cache by its age, not by its use or the room it took.',
    kept: tested(
      'storage/budget.test.ts',
      'what is least used leaves, and the disk never holds more than the budget',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'A size to fill was passed over for images whose own size was not known yet.',
    kept: cannotApply('An image is announced only once its size has been measured.'),
  },
  {
    ids: ['Jellyfin, ImageProcessor', 'jellyfin/jellyfin#5501', 'jellyfin/jellyfin#11109'],
    what: 'Animations were never resized, or lost their motion.',
    kept: tested(
      'render/sharp/sharp-renderer.test.ts',
      'jellyfin#5501: animations are resized and stay animations where the plan says so',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'When a picture could not be made, the original went out in its place, to be kept for a year.',
    kept: tested(
      'end-to-end/too-much.test.ts',
      'jellyfin#17056: a picture that takes too much is refused, and its original stays announced; one without end never is',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'A drawing in SVG was never larger than it says of itself.',
    kept: tested(
      'render/sharp/sharp-renderer.test.ts',
      'an SVG is drawn at the size asked for, not enlarged from pixels',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'A transparent picture with a sign or a blur went black as JPEG.',
    kept: tested(
      'render/plan/effects.test.ts',
      'a transparent picture with effects is never on black as JPEG',
    ),
  },
  {
    ids: ['Jellyfin, ImageProcessor'],
    what: 'Whether `0.5` is a number depended on the language of the server.',
    kept: cannotApply(
      'Numbers are read by a rule that knows no languages: the point is the only decimal sign.',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#1835'],
    what: 'The disk of the media was woken for posters that were there already.',
    kept: tested(
      'end-to-end/changes.test.ts',
      'a library folder that vanishes keeps its items and is a problem; it may come back',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#3472', 'jellyfin/jellyfin#5396'],
    what: 'Turned photographs lay on their side.',
    kept: tested(
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
    what: 'Pictures of a list went white or blurred once it had been scrolled away and back.',
    kept: tested(
      'web/scrolling.test.ts',
      'jellyfin#4815: pictures that were scrolled away from are there again, in Chromium',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#4603'],
    what: 'Requests timed out while a scan ran.',
    kept: tested('render/sharp/calls.test.ts', 'persons go before what a scan waits for'),
  },
  {
    ids: ['jellyfin/jellyfin#6877'],
    what: 'Memory grew while pictures were made, and was not given back.',
    kept: tested(
      'render/sharp/calls.test.ts',
      'jellyfin#6877: a process that grows past its bound is replaced, and nobody notices',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#8544'],
    what: 'Pictures of users went out in full, whatever size was asked for.',
    kept: tested('end-to-end/http.test.ts', 'the picture of a user takes every parameter'),
  },
  {
    ids: ['jellyfin/jellyfin#8783', 'jellyfin/jellyfin#17656'],
    what: 'The first sight of a page was slow, for each size was made only then.',
    kept: tested(
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
    kept: tested(
      'render/sharp/sharp-renderer.test.ts',
      'jellyfin#13956: transparency is kept, and never black',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#9235', 'jellyfin/jellyfin#10789', 'jellyfin/jellyfin-webos#120'],
    what: 'Photographs went out in full to devices that asked for less.',
    kept: tested(
      'end-to-end/named-artwork.test.ts',
      'every image that a DTO speaks of has exactly the planned size',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#9364', 'jellyfin/jellyfin#16295', 'jellyfin/jellyfin-androidtv#5320'],
    what: 'Posters in AVIF were not seen.',
    kept: tested(
      'render/sharp/sharp-renderer.test.ts',
      'jellyfin#16295, jellyfin#9364: every format that is read',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#14470', 'jellyfin/jellyfin-web#212'],
    what: 'Posters were too coarse for the screen.',
    kept: tested(
      'web/image-request.test.ts',
      'device pixels cover the box and are at most one step more',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#15464', 'jellyfin/jellyfin#15629'],
    what: 'Temporary copies filled the disk.',
    kept: tested(
      'end-to-end/known-attacks.test.ts',
      'jellyfin/jellyfin#15629: no temporary file is left, of whatever end',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#15849', 'jellyfin/jellyfin#16054', 'jellyfin/jellyfin#17766'],
    what: 'Cleaning the cache deleted whatever lay in its folder: films, posters, what was uploaded.',
    kept: tested(
      'storage/budget.test.ts',
      'jellyfin#16054: what others keep in its folder is never removed',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#17056'],
    what: 'One anonymous request took all memory and minutes of the processor.',
    kept: tested(
      'end-to-end/known-attacks.test.ts',
      'jellyfin/jellyfin#17056: one anonymous request for a huge picture',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#17641'],
    what: 'A small file that claims to be huge exhausted the memory.',
    kept: tested(
      'render/sharp/process/bombs.test.ts',
      'jellyfin#17641: originals made to exhaust are refused, or drawn like any other; those beside them are not held up',
    ),
  },
  {
    ids: ['jellyfin/jellyfin-web#911'],
    what: 'Pictures in full size were sent to small cards.',
    kept: tested('web/image-request.test.ts', 'a box is filled at the density of the screen'),
  },
  {
    ids: ['MediaBrowser/Emby#902'],
    what: 'Clients that can show WebP got larger formats.',
    kept: tested('end-to-end/http.test.ts', 'the format is negotiated, and Vary says so only then'),
  },
  {
    ids: ['MediaBrowser/Emby#3626'],
    what: 'The same thumbnails were made again and again.',
    kept: tested(
      'prerender/prerenderer.test.ts',
      'makes every shape of every image, once, and knows by itself what is there',
    ),
  },
]
