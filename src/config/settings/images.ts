import { Type } from 'typebox'

const bytes = (options: {
  minimum: number
  maximum?: number
  default: number
  description: string
}) => Type.Integer({ maximum: Number.MAX_SAFE_INTEGER, unit: 'bytes', ...options })

/** How images are rendered and cached. */
export const imageSettings = {
  limits: Type.Object({
    maxOutputPixels: Type.Integer({
      minimum: 10_000,
      maximum: 1_000_000_000,
      default: 16_800_000,
      description:
        'Maximum number of pixels of an image that a request asks for; more is a 400. All frames of an animation together may have twice as many; beyond that, only the first frame is sent.',
    }),
    maxSourcePixels: Type.Integer({
      minimum: 10_000,
      maximum: 1_000_000_000,
      default: 120_000_000,
      description:
        'Maximum number of pixels of an original, all frames together. Larger files are reported as scan problems.',
    }),
    maxSourceBytes: bytes({
      minimum: 1_000,
      default: 100_000_000,
      description: 'Maximum size of an original. Larger files are reported as scan problems.',
    }),
    maxUploadBytes: bytes({
      minimum: 1_000,
      maximum: 100_000_000,
      default: 50_000_000,
      description: 'Maximum size of an uploaded image, or of one fetched by URL; more is a 413.',
    }),
    maxUserImageBytes: bytes({
      minimum: 1_000,
      maximum: 100_000_000,
      default: 10_000_000,
      description:
        'Maximum size of a user’s picture; more is a 413. The default is enough for photos from a phone.',
    }),
    userUploadsPerHour: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 30,
      description:
        'How many pictures a user who is not an admin may upload per hour; more is a 429. 0 means no limit.',
    }),
    renderSecondsPerMinute: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      default: 60,
      description:
        'Processor time for creating images for one client address (IPv6: a /64), in seconds per minute. Over the limit, Keyart sends another size that already exists. Users who are signed in get four times as much; admins and API keys are not limited. 0 means no limit.',
    }),
    derivativesPerHour: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 240,
      description:
        'How many derivatives of one original a client address may have created per hour. Over the limit, Keyart sends another size that already exists. Users who are signed in get four times as many; admins and API keys are not limited. 0 means no limit.',
    }),
    sizeStep: Type.Integer({
      minimum: 0,
      maximum: 1_000,
      default: 0,
      description:
        'Round requested sizes up to a multiple of this many pixels, so that similar sizes share one derivative. Images are then not exactly as large as requested. 0 keeps sizes exact.',
    }),
  }),
  formats: Type.Object({
    avif: Type.Enum(['off', 'prerendered', 'always'], {
      default: 'prerendered',
      description:
        'When clients that accept AVIF, and request no format, get it: never (`off`), once it exists (`prerendered`; it is created in the background after the first request), or always (`always`; they wait for it).',
    }),
    quickFirst: Type.Boolean({
      default: true,
      description:
        'Answer a client that has to wait, and requests no format, with the format that is created fastest at the same quality: JPEG instead of WebP, for opaque images. The better one is created in the background and sent from then on.',
    }),
    metadata: Type.Enum(['strip', 'keep'], {
      default: 'strip',
      description:
        'Whether originals are sent without Exif, XMP, IPTC and text, which can reveal place, time, camera and owner (`strip`; pixels and colours do not change), or as they are (`keep`).',
    }),
  }),
  cache: Type.Object({
    maxBytes: bytes({
      minimum: 0,
      default: 3_000_000_000,
      description:
        'Maximum disk space for derivatives. When it is full, those that are used least for their size are removed first.',
    }),
    memoryBytes: bytes({
      minimum: 0,
      default: 64_000_000,
      description:
        'Maximum memory for derivatives. Up to three quarters of it are filled in advance with those that clients are likely to request.',
    }),
    intermediates: Type.Boolean({
      default: true,
      description:
        'Store smaller versions of large originals, which make creating further sizes faster. They count towards `cache.maxBytes`.',
    }),
  }),
  prerender: Type.Object({
    enabled: Type.Boolean({
      default: true,
      description:
        'Create the sizes that clients usually request in advance, while the server has nothing else to do.',
    }),
    maxBytes: bytes({
      minimum: 0,
      default: 0,
      description:
        'Maximum disk space for derivatives created in advance. They never displace derivatives that clients requested. 0 means half of `cache.maxBytes`.',
    }),
    processorMinutesPerDay: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 360,
      description:
        'Processor time for creating images in advance, in minutes per day, summed over all cores. What is left is done the next day. Does not limit the command `prerender`. 0 means no limit.',
    }),
  }),
  prefetch: Type.Object({
    clientSecondsPerMinute: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      default: 30,
      description:
        'Processor time for creating what a client is about to request, in seconds per minute and client: the rest of the list that it looks at, in the sizes that it uses. 0 turns this off.',
    }),
  }),
  renderer: Type.Object({
    slots: Type.Integer({
      minimum: 0,
      maximum: 256,
      default: 0,
      description:
        'How many images to create at the same time. One of these slots is reserved for requests that are waiting. 0 means two per core plus the reserved one.',
    }),
    maxWaiting: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 4_000,
      description:
        'How many images may be waiting to be created. Beyond that, requests get a 503: first those that have waited too long, then those of the clients with the most work waiting.',
    }),
    memoryBytes: bytes({
      minimum: 100_000_000,
      default: 1_000_000_000,
      description:
        'Memory (resident) at which the renderer process is replaced by a new one. At twice this it is killed immediately.',
    }),
    idleSeconds: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 300,
      description:
        'Time without an image to create after which the renderer process ends, to free its memory. The next image starts it again, which takes a moment. 0 means never.',
    }),
    timeoutSeconds: Type.Integer({
      minimum: 1,
      maximum: 600,
      default: 60,
      description: 'Maximum time for creating one image.',
    }),
  }),
  sandbox: Type.Enum(['auto', 'off', 'required'], {
    default: 'auto',
    description:
      'Isolate the processes that decode images and videos (the renderer and ffmpeg): no network, and no files except those they need. `auto` isolates as far as this system can, `required` refuses to start without bubblewrap (Linux only), `off` turns this off. See docs/security.md.',
  }),
}
