import type { ImageRecord } from '../library/image.ts'
import { aspectRatio } from './aspect-ratio.ts'
import { toBlurHashes } from './own-images.ts'
import { present } from './present.ts'
import type { UserDto } from './schemas.ts'
import { defaultUserConfiguration, type UserConfigurationDto } from './user-configuration.ts'
import { toUserPolicy } from './user-policy.ts'

/** The user as the wire has it; `images` are the user's own. */
export function toUserDto(
  user: {
    readonly id: string
    readonly name: string
    readonly isAdmin?: boolean
    readonly libraryIds?: readonly string[]
    readonly hasPassword?: boolean
    readonly isHidden?: boolean
  },
  images: readonly ImageRecord[],
  serverId: string,
  configuration: UserConfigurationDto = defaultUserConfiguration,
): UserDto {
  const image = images.find(({ type }) => type === 'Primary')
  return present({
    Name: user.name,
    ServerId: serverId,
    Id: user.id,
    PrimaryImageTag: image?.tag,
    PrimaryImageAspectRatio: image && aspectRatio(image, undefined),
    ImageBlurHashes: image && toBlurHashes([image]),
    HasPassword: user.hasPassword === true,
    HasConfiguredPassword: user.hasPassword === true,
    HasConfiguredEasyPassword: false,
    EnableAutoLogin: false,
    Configuration: structuredClone(configuration),
    Policy: toUserPolicy(user),
  })
}
