import { Type } from 'typebox'
import type { Server } from '../server/server.ts'

const OptionSchema = Type.Object({ Name: Type.String(), Value: Type.String() })
const emptyList = Type.Array(Type.Unknown())

/** Languages and ratings to choose from, on settings pages of clients. */
export function localizationRoutes(server: Server): void {
  server.get(
    '/Localization/Options',
    {
      config: { access: 'signed-in', answer: { json: Type.Array(OptionSchema) } },
      schema: { summary: 'Returns the languages of the server: English.' },
    },
    async () => [{ Name: 'English', Value: 'en-US' }],
  )
  for (const what of ['Cultures', 'Countries', 'ParentalRatings'])
    server.get(
      `/Localization/${what}`,
      {
        config: { access: 'signed-in', answer: { json: emptyList } },
        schema: { summary: 'Returns nothing: Keyart does not look for metadata elsewhere.' },
      },
      async () => [],
    )
}
