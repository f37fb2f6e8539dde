/*
 * Schemas that have a title are told once, under `components`, and referred to elsewhere: what is
 * generated from the document then has one type for each, with that name.
 */

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/**
 * The document with its titled schemas as components.
 * @throws Error where two different schemas have the same title
 */
export function nameComponents(document: object): object {
  const schemas = new Map<string, Json>()
  const walk = (value: Json, name?: string): Json => {
    if (Array.isArray(value)) return value.map((one: Json) => walk(one))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([key, one]): [string, Json] => [key, walk(one, key)])
    const walked = Object.fromEntries(entries)
    const { title, type } = walked
    // The document has a title, too, and so may an object have a member of that name.
    if (name === 'properties' || typeof title !== 'string' || type !== 'object') return walked
    add(schemas, title, walked)
    return { $ref: `#/components/schemas/${title}` }
  }
  const { components, ...rest } = walk(document as Json) as { readonly [name: string]: Json }
  const sorted = [...schemas].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return {
    ...rest,
    components: { ...(components as object), schemas: Object.fromEntries(sorted) },
  }
}

function add(schemas: Map<string, Json>, title: string, schema: Json): void {
  const before = schemas.get(title)
  if (before !== undefined && JSON.stringify(before) !== JSON.stringify(schema))
    throw new Error(`Two schemas have the title ${title}`)
  schemas.set(title, schema)
}
