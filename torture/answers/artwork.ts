import { cannotApply, tested, type Answer } from './answer.ts'

/** Which images there are, and changing them. */
export const artwork: readonly Answer[] = [
  {
    ids: ['damontecres/Wholphin#366', 'damontecres/Wholphin#1315'],
    what: 'A new user picture was never shown.',
    verdict: tested(
      'end-to-end/image-writes.test.ts',
      'only admins write, users only their own picture',
    ),
  },
  {
    ids: ['Jellyfin, BlurHash'],
    what: 'The BlurHash of the previous image was kept.',
    verdict: tested('scan/scan.test.ts', 'a BlurHash is of the picture that is there now'),
  },
  {
    ids: ['Jellyfin, folder names'],
    what: 'A folder name with a dot was cut off when looking for artwork.',
    verdict: tested(
      'scan/plan/naming.test.ts',
      'a folder’s name is whole, dots and all, where artwork is named after it',
    ),
  },
  {
    ids: ['Jellyfin, image tags'],
    what: 'A tag did not change when a file was replaced by another with the same date.',
    verdict: tested(
      'scan/scan.test.ts',
      'a changed file gets a new tag, its neighbour keeps its own, one that is gone leaves',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#1856', 'jellyfin/jellyfin#8125'],
    what: 'Replacing an image did not replace it.',
    verdict: tested(
      'end-to-end/image-writes.test.ts',
      'base64 and bytes, of every format; the tag is in the DTO at once and served',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#6310', 'jellyfin/jellyfin#7882', 'jellyfin/jellyfin#15759'],
    what: 'A refresh deleted backdrops that users had added.',
    verdict: tested(
      'end-to-end/image-writes.test.ts',
      'backdrops are appended, replaced, moved and deleted',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#7086', 'jellyfin/jellyfin#13137'],
    what: 'Large uploads failed silently.',
    verdict: tested(
      'end-to-end/image-writes.test.ts',
      'jellyfin#13137, jellyfin#7086: what is no picture, or too large, changes nothing and is said clearly',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#7089', 'jellyfin/jellyfin#8482'],
    what: 'The placeholder of a poster was never replaced by the poster.',
    verdict: tested(
      'web/gallery.test.ts',
      'posters are painted, each its own, and cached for ever',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#7787', 'jellyfin/jellyfin#7836', 'jellyfin/jellyfin#9456'],
    what: 'Every scan added the same backdrop again.',
    verdict: cannotApply(
      'A scan downloads nothing and writes nothing beside the media. It lists each file once.',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#9069'],
    what: 'Portraits of people filled the disk.',
    verdict: cannotApply(
      'Keyart downloads no portraits. It stores uploads, and derivatives up to a limit in bytes.',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#9937'],
    what: 'Images vanished after a scan while the disk was missing.',
    verdict: tested(
      'scan/scan.test.ts',
      'a folder that vanished or was emptied is a problem; its items stay',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#10180', 'jellyfin/jellyfin#10683'],
    what: 'Backdrops whose files were gone stayed in lists and could not be deleted.',
    verdict: tested('end-to-end/changes.test.ts', 'files that come, go and change their names'),
  },
  {
    ids: ['jellyfin/jellyfin#11817'],
    what: 'Reordering backdrops swapped files, and failed on read-only media.',
    verdict: tested(
      'end-to-end/image-writes.test.ts',
      'jellyfin#11817: another order, an upload and a deletion leave the files of the library alone',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#12051', 'jellyfin/jellyfin#16669'],
    what: 'Each new backdrop of a season overwrote the previous one.',
    verdict: tested(
      'end-to-end/save-to-media.test.ts',
      'jellyfin#12051: backdrops of a season have a file each',
    ),
  },
  {
    ids: ['jellyfin/jellyfin#13578', 'jellyfin/jellyfin#13998'],
    what: 'Chapter images were listed that did not exist.',
    verdict: tested('scan/extract/extraction.test.ts', 'what was kept and is lost is taken again'),
  },
  {
    ids: ['jellyfin/jellyfin#14066'],
    what: 'A poster beside a film was not found.',
    verdict: tested('end-to-end/changes.test.ts', 'files that come, go and change their names'),
  },
  {
    ids: ['jellyfin/jellyfin#15105', 'jellyfin/jellyfin-web#8348'],
    what: 'The order of backdrops was not kept.',
    verdict: tested(
      'end-to-end/image-writes.test.ts',
      'backdrops are appended, replaced, moved and deleted',
    ),
  },
]
