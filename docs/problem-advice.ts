import type { ProblemCode } from '../src/errors.ts'

/** What whoever gets a problem can do about it. `docs/problems.md` shows it beside the title. */
export const problemAdvice = {
  QUERY_INVALID: '`parameter` names the parameter, `detail` what it expects. Correct the URL.',
  ID_INVALID: 'Ids are 32 hex digits, or a GUID with dashes. Take them from a DTO.',
  IMAGE_TYPE_UNKNOWN: '`detail` lists the types. Case does not matter.',
  BODY_INVALID: '`detail` says what the body should be. Correct it and send it again.',
  IMAGE_INVALID:
    'What was sent is no image that Keyart reads, or is damaged. `detail` says what is wrong with it.',
  BODY_TOO_LARGE:
    'Send less. An image may have as many bytes as `--limits-max-upload-bytes`, or a third more in base64.',
  IMAGE_TOO_LARGE:
    'Send a smaller picture. The limits are `--limits-max-source-bytes` and `--limits-max-source-pixels`.',
  URL_REFUSED: 'Give an http or https URL of the public internet.',
  FETCH_FAILED:
    'The other server did not give the picture. `detail` says why; try again, or another URL.',
  MEDIA_READ_ONLY: 'The media folder cannot be written. Change its permissions.',
  OUTPUT_TOO_LARGE:
    'Ask for fewer pixels, or use `maxWidth` and `maxHeight`, which never enlarge. The limit is `--limits-max-output-pixels`.',
  UNAUTHENTICATED: 'Sign in and send the token with the request.',
  SIGN_IN_REFUSED: 'Check name and password. Which of the two is wrong is not told.',
  FORBIDDEN: 'Sign in as a user who may do this.',
  SET_UP_NEEDED:
    'While there is no account, only programs on the machine itself are answered. Make the first admin by the link in the log or with `npm run keyart -- user add NAME --admin`; or set `--access-without-accounts open` where everyone who reaches the port may see everything.',
  HOST_UNKNOWN:
    'While there is no account, the server answers by its address, as `localhost`, and by the names in `--access-host-names`, for any page could point a name of its own at it.',
  ORIGIN_REFUSED:
    'While there is no account, only pages of the server itself are answered, and those of the origins in `--access-origins` (`http://dashboard.local:3000`).',
  ROUTE_NOT_FOUND: 'Check the path against the [list of routes](api.md#routes).',
  ITEM_NOT_FOUND:
    'The item was removed, renamed, or belongs to a library that is no longer configured. List its parent again.',
  USER_NOT_FOUND: 'The user was removed. List the users again.',
  IMAGE_NOT_FOUND:
    'The item has no image of this type and index. Ask only for images that a DTO names; each of them is there.',
  PRECONDITION_FAILED:
    'The image changed since the ETag or the date that was sent. Leave the precondition out to get it as it is now.',
  RANGE_NOT_SATISFIABLE: '`Content-Range` has the size of the image. Ask for bytes within it.',
  TOO_MANY_ATTEMPTS: 'Wait as many seconds as `Retry-After` says.',
  TOO_MANY_CONNECTIONS:
    'Use fewer connections at a time. A proxy that many clients come through belongs into `--http-trusted-proxies`; the limit is `--http-max-connections-per-address`.',
  TOO_MANY_STREAMS:
    'Close WebSockets (`/socket`) and streams of events that nobody reads; the limit is `--http-max-streams-per-address`.',
  TOO_MUCH_SENT:
    'Send fewer pictures at a time, or fewer an hour, and wait as many seconds as `Retry-After` says. `limits.maxUploadBytes` and `limits.userUploadsPerHour` are the bounds.',
  RENDER_BUDGET:
    'Your budget is spent, and no other size of the image is there to be sent instead. Wait as many seconds as `Retry-After` says, or sign in: users have four times as much, admins and API keys no bound. Behind a proxy, set `--http-trusted-proxies`. The bounds are `--limits-render-seconds-per-minute` and `--limits-derivatives-per-hour`.',
  SOURCE_UNREADABLE:
    'The disk or its permissions keep the server from reading the file. The log has the cause.',
  SOURCE_DAMAGED:
    'The file does not decode. `npm run keyart -- scan` lists such files; replace it, and it is served again.',
  SOURCE_CHANGED: 'The file is being replaced just now. Try again in a moment.',
  RENDER_FAILED:
    'The image took more time (`--renderer-timeout-seconds`) or memory than it may, or the renderer process failed; the log has the cause. One as large is tried again after ten minutes.',
  RENDERER_AWAY:
    'It has nothing to do with the image. The log says how the process ended: too little memory, a Node or a library that is gone, or too many processes. Try again once that is mended.',
  BUSY: 'More images wait to be made than `--renderer-max-waiting`. Try again after `Retry-After` seconds.',
  NOT_READY:
    '`detail` says what the server could not do, the log has the cause: a disk that is gone or full, a renderer process that does not start, or more work than it can do in time.',
  STOPPING: 'The server is being stopped. Try again once it runs.',
  CATALOG_UNUSABLE:
    'The catalog in the data folder is damaged, or a newer Keyart has written it. Use that version, or another data folder: a scan fills it again.',
  DATA_DAMAGED:
    'Stop the server and run `npm run keyart -- verify --repair`; what cannot be mended, a backup may have.',
  BACKUP_UNUSABLE:
    'The file is no backup, is damaged, or a newer Keyart has written it. `detail` says which. Nothing was changed.',
  STORAGE_FULL:
    'The disk of the data folder is full, or with `artwork.saveToMedia` that of the media; `detail` says which. Make room and try again; nothing was changed.',
  CONFIG_INVALID: 'The start names every mistake. Correct them and start again.',
} satisfies Record<ProblemCode, string>
