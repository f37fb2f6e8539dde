import { Type } from 'typebox'

/* Optional parameters of lists, by what they hold. */

export const list = (description: string) =>
  Type.Optional(
    Type.Array(Type.String(), {
      description: `${description} Comma-separated or repeated; unknown names are ignored.`,
    }),
  )
export const flag = (description: string) => Type.Optional(Type.Boolean({ description }))
export const integer = (description: string) => Type.Optional(Type.Integer({ description }))
export const number = (description: string) => Type.Optional(Type.Number({ description }))
export const text = (description: string) =>
  Type.Optional(Type.String({ maxLength: 200, description }))
export const time = (description: string) =>
  Type.Optional(Type.String({ maxLength: 40, description: `${description} ISO 8601.` }))
