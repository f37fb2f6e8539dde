/** Every attack of the trial `strangers`, in this order. */
import type { Attack } from './attack.ts'
import { aborts, sockets, streams } from './connections.ts'
import { hostileText } from './hostile-text.ts'
import { credentials, slowUploads } from './memory.ts'
import { passwords } from './passwords.ts'
import { dear, lockOut, presets, upscales } from './sizes.ts'
import { avatars } from './uploads.ts'

export const attacks: readonly Attack[] = [
  sockets,
  hostileText,
  credentials,
  slowUploads,
  avatars,
  presets,
  lockOut,
  upscales,
  dear,
  passwords,
  aborts,
  streams,
]
