import { type TProperties, Type } from 'typebox'

/** The schema of an object with a name of its own in the API document, after its model there. */
export function component<Properties extends TProperties>(title: string, properties: Properties) {
  return Type.Object(properties, { title })
}
