import type { ProblemCode } from '../src/errors.ts'

/** What to do about each problem. `docs/problems.md` shows it beside the title. */
export const problemAdvice = {
  QUERY_INVALID: 'Correct the parameter named in `parameter`. `detail` says what it expects.',
  ID_INVALID: 'Use an id from a response: 32 hex digits, or a GUID with dashes.',
  IMAGE_TYPE_UNKNOWN: 'Use one of the types listed in `detail`. Case does not matter.',
  BODY_INVALID: 'Correct the body as described in `detail`.',
  IMAGE_INVALID: 'Send an image in a format that Keyart reads. `detail` says what is wrong.',
  BODY_TOO_LARGE:
    'Send less. An image may have up to `--limits-max-upload-bytes`, or a third more in base64.',
  IMAGE_TOO_LARGE:
    'Send a smaller image, or raise `--limits-max-source-bytes` and `--limits-max-source-pixels`.',
  URL_REFUSED: 'Use an http or https URL on the public internet.',
  FETCH_FAILED:
    'The other server did not deliver the image; `detail` says why. Try again, or use another URL.',
  MEDIA_READ_ONLY:
    'Let the user that Keyart runs as write to the media folder, or turn `--artwork-save-to-media` off.',
  OUTPUT_TOO_LARGE:
    'Request fewer pixels, or use `maxWidth` and `maxHeight`, which never enlarge. The limit is `--limits-max-output-pixels`.',
  UNAUTHENTICATED: 'Sign in, and send the token with the request.',
  SIGN_IN_REFUSED: 'Check the name and the password.',
  FORBIDDEN: 'Sign in as a user who is allowed to do this.',
  SET_UP_NEEDED:
    'Create the first admin, with the link in the log or with `keyart user add NAME --admin`. Until then, only programs on the same machine are answered. To run without accounts, set `--access-without-accounts open`: then everyone who can reach the server sees everything.',
  HOST_UNKNOWN:
    'Until there is an account, use the IP address or `localhost`, or add the name to `--access-host-names`. This protects the server from other websites.',
  ORIGIN_REFUSED:
    'Until there is an account, add the origin of the website to `--access-origins` (`http://dashboard.local:3000`).',
  ROUTE_NOT_FOUND: 'Check the path against the [list of routes](api.md#routes).',
  ITEM_NOT_FOUND:
    'List the parent again: the item was removed or renamed, its library is no longer configured, or this user may not see it.',
  USER_NOT_FOUND: 'List the users again: this one was removed.',
  IMAGE_NOT_FOUND:
    'Request only images whose tags are in the item. This one has no image of this type and index.',
  PRECONDITION_FAILED:
    'The image has changed since the ETag or date that you sent. Remove the precondition to get the current one.',
  RANGE_NOT_SATISFIABLE:
    'Request a range within the image. `Content-Range` in the response has its size.',
  TOO_MANY_ATTEMPTS: 'Wait for the number of seconds in `Retry-After`.',
  TOO_MANY_CONNECTIONS:
    'Use fewer connections, or raise `--http-max-connections-per-address`. If all clients come through a proxy, add it to `--http-trusted-proxies`.',
  TOO_MANY_STREAMS:
    'Close WebSockets (`/socket`) and event streams that you no longer need, or raise `--http-max-streams-per-address`.',
  TOO_MUCH_SENT:
    'Upload fewer images at a time, or wait for the number of seconds in `Retry-After`. The limits are `limits.maxUploadBytes` and `limits.userUploadsPerHour`.',
  RENDER_BUDGET:
    'Wait for the number of seconds in `Retry-After`, or sign in: users have four times the budget, admins and API keys are not limited. Behind a proxy, set `--http-trusted-proxies`. The limits are `--limits-render-seconds-per-minute` and `--limits-derivatives-per-hour`. Existing sizes are always served.',
  SOURCE_UNREADABLE: 'Check the disk and the file permissions. The log has the cause.',
  SOURCE_DAMAGED:
    'Replace the file; it is then served again. `keyart scan` lists all damaged files.',
  SOURCE_CHANGED: 'The file is being replaced right now. Try again in a moment.',
  RENDER_FAILED:
    'Creating the image exceeded its time (`--renderer-timeout-seconds`) or memory, or the renderer process crashed; the log has the cause. A very large image is tried again after ten minutes.',
  RENDERER_AWAY:
    'Look in the log for how the renderer process ended: not enough memory, too many processes, or a missing Node or library. The image is not the cause.',
  BUSY: 'Try again after the number of seconds in `Retry-After`. For images, the limit is `--renderer-max-waiting`.',
  UPSTREAM_AWAY:
    'Start the server that `--upstream` names, or correct the address. `keyart upstream check URL` says what is wrong. Images that Keyart has are still served.',
  UPSTREAM_LOOP:
    'Set `--upstream` to the address of the Jellyfin or Emby server itself, not to one that leads back to Keyart.',
  NOT_READY:
    'See `detail` for what failed, and the log for the cause: a missing or full disk, a renderer process that does not start, or an overloaded server.',
  STOPPING: 'Try again when the server is back.',
  CATALOG_UNUSABLE:
    'The catalog is damaged, or from a newer Keyart. Run that version, restore a backup, or use a new data folder, which a scan fills again.',
  DATA_DAMAGED:
    'Stop the server and run `keyart verify --repair`. Restore a backup for what cannot be repaired.',
  BACKUP_UNUSABLE:
    'The file is damaged, not a backup, or from a newer Keyart; `detail` says which. Nothing was changed.',
  STORAGE_FULL:
    'Free some space and try again. `detail` says which disk: that of the data folder or, with `artwork.saveToMedia`, that of the media. Nothing was changed.',
  CONFIG_INVALID: 'Correct the mistakes that are listed, and start Keyart again.',
} satisfies Record<ProblemCode, string>
