import { Type } from 'typebox'
import type { Catalog } from '../../catalog/catalog.ts'
import { component } from '../../dto/component.ts'
import { imageTypes } from '../../library/image-type.ts'
import type { Library } from '../../library/library.ts'
import { requireItem } from '../access/find-items.ts'
import { maySee } from '../access/visible.ts'
import { idText, requireId } from '../protocol/parameters.ts'
import type { Server } from '../server/server.ts'

export interface ScanProblemDeps {
  readonly catalog: Pick<Catalog, 'findItem' | 'queryProblems' | 'problemsOf'>
  readonly libraries: readonly Library[]
}

const ProblemSchema = component('KeyartFileProblem', {
  libraryId: Type.String(),
  library: Type.String({ description: 'Name of the library.' }),
  path: Type.String({ description: 'Path below its folder; empty for the library as a whole.' }),
  reason: Type.String(),
})
const ProblemsSchema = component('KeyartFileProblems', {
  problems: Type.Array(ProblemSchema),
  total: Type.Integer({ minimum: 0 }),
  startIndex: Type.Integer({ minimum: 0 }),
})
const ItemProblemsSchema = component('KeyartItemProblems', {
  problems: Type.Array(
    Type.Object({
      type: Type.Optional(Type.Enum([...imageTypes])),
      file: Type.String({ description: 'Name of the file or folder.' }),
      reason: Type.String(),
    }),
  ),
})

const pageQuery = Type.Object({
  libraryId: Type.Optional(idText('Library. Default: all of them')),
  startIndex: Type.Integer({ minimum: 0, default: 0, description: 'How many to skip.' }),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'How many.' }),
})

/** Files that cannot be used, and why: all of them for admins, those of an item for who sees it. */
export function scanProblemRoutes(server: Server, { catalog, libraries }: ScanProblemDeps): void {
  server.get(
    '/keyart/api/problems',
    {
      config: { access: 'admin', requestClass: 'operation', answer: { json: ProblemsSchema } },
      schema: {
        summary: 'Returns the files and folders that cannot be used, with the reasons.',
        querystring: pageQuery,
      },
    },
    async ({ query, access }) => {
      const { startIndex, limit } = query
      const libraryId =
        query.libraryId === undefined ? undefined : requireId(query.libraryId, 'libraryId')
      const names = new Map(libraries.map(({ id, name }) => [id, name]))
      const libraryIds = [...names.keys()].filter(
        (id) => (libraryId === undefined || id === libraryId) && maySee(access, { libraryId: id }),
      )
      const { problems, total } = await catalog.queryProblems({
        libraryIds,
        start: startIndex,
        limit,
      })
      return {
        problems: problems.map((one) => ({
          libraryId: one.libraryId,
          library: names.get(one.libraryId) ?? '',
          path: one.path,
          reason: one.reason,
        })),
        total,
        startIndex,
      }
    },
  )

  server.get(
    '/keyart/api/items/:id/problems',
    {
      config: {
        access: 'signed-in',
        requestClass: 'operation',
        answer: { json: ItemProblemsSchema },
      },
      schema: {
        summary: 'Returns the files of an item that cannot be used, with the reasons.',
        params: Type.Object({ id: idText('Item') }),
      },
    },
    async ({ params, access }) => {
      const item = await requireItem(catalog, params.id, access)
      const problems = await catalog.problemsOf(item)
      // Where they lie is for admins.
      return {
        problems: problems.map(({ type, path, reason }) => ({
          ...(type === undefined ? {} : { type }),
          file: path.slice(path.lastIndexOf('/') + 1),
          reason,
        })),
      }
    },
  )
}
