import type { User, UserSettingCatalog } from '../../catalog/accounts/user-catalog.ts'
import type { ImageCatalog } from '../../catalog/images/image-catalog.ts'
import type { UserDto } from '../../dto/schemas.ts'
import { toUserDto } from '../../dto/user.ts'
import { type UserConfigurationDto, UserConfigurationSchema } from '../../dto/user-configuration.ts'

/** Where a user's configuration stands among what clients store. */
const client = 'keyart:user'
const name = 'configuration'

type UserDtoCatalog = Pick<ImageCatalog, 'imagesOf'> & UserSettings
type UserSettings = Pick<UserSettingCatalog, 'findUserSetting'>

/** The users as the wire has them, each with the own picture and configuration. */
export async function loadUserDtos(
  catalog: UserDtoCatalog,
  users: readonly User[],
  serverId: string,
): Promise<UserDto[]> {
  const images = await catalog.imagesOf(users.map(({ id }) => id))
  return await Promise.all(
    users.map(async (user) => {
      const configuration = await findConfiguration(catalog, user.id)
      return toUserDto(user, images.get(user.id) ?? [], serverId, configuration)
    }),
  )
}

/** What the user chose on a client's settings pages; `undefined`: nothing yet. */
export async function findConfiguration(
  catalog: UserSettings,
  userId: string,
): Promise<UserConfigurationDto | undefined> {
  const json = await catalog.findUserSetting(userId, client, name)
  if (json === undefined) return undefined
  const { Check } = await import('typebox/value')
  const stored: unknown = JSON.parse(json)
  return Check(UserConfigurationSchema, stored) ? stored : undefined
}

export async function putConfiguration(
  catalog: Pick<UserSettingCatalog, 'putUserSetting'>,
  userId: string,
  configuration: UserConfigurationDto,
): Promise<void> {
  await catalog.putUserSetting(userId, client, name, JSON.stringify(configuration))
}
