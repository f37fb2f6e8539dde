import { base } from './base.ts'
import { authorization, endSession, hasToken } from './session.ts'
import type { FileProblem, ImageInfo, ItemDto, ItemsAnswer } from './wire.ts'

/** A call that was not answered as hoped: what happened and, in `status`, what the server said. */
export class CallError extends Error {
  /** 0 when no answer came at all. */
  readonly status: number

  constructor(status: number, message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'CallError'
    this.status = status
  }
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>

export async function findLibraries(signal?: AbortSignal): Promise<readonly ItemDto[]> {
  const answer = await getJson<ItemsAnswer>('/UserViews', {}, signal)
  return answer.Items
}

export interface ItemsQuery {
  readonly parentId?: string
  readonly recursive?: boolean
  readonly types?: readonly string[]
  readonly search?: string
  readonly imageTypes?: readonly string[]
  readonly sortBy?: string
  readonly descending?: boolean
  readonly start?: number
  readonly limit?: number
}

export async function findItems(
  query: ItemsQuery,
  signal?: AbortSignal,
): Promise<{ readonly items: readonly ItemDto[]; readonly total: number }> {
  const answer = await getJson<ItemsAnswer>(
    '/Items',
    {
      ParentId: query.parentId,
      Recursive: query.recursive,
      IncludeItemTypes: query.types?.join(','),
      SearchTerm: query.search === '' ? undefined : query.search,
      ImageTypes: query.imageTypes?.join(','),
      SortBy: query.sortBy,
      SortOrder: query.descending === true ? 'Descending' : 'Ascending',
      StartIndex: query.start ?? 0,
      Limit: query.limit,
      Fields: 'PrimaryImageAspectRatio,ChildCount,ParentId',
      EnableTotalRecordCount: true,
    },
    signal,
  )
  const start = query.start ?? 0
  return { items: answer.Items, total: answer.TotalRecordCount ?? start + answer.Items.length }
}

export function findItem(id: string, signal?: AbortSignal): Promise<ItemDto> {
  return getJson<ItemDto>(`/Items/${encodeURIComponent(id)}`, {}, signal)
}

/** Without a collage, which has no bytes of its own and cannot be changed. */
export async function findImageInfos(
  id: string,
  signal?: AbortSignal,
): Promise<readonly ImageInfo[]> {
  const path = `/Items/${encodeURIComponent(id)}/Images`
  const all = await getJson<readonly ImageInfo[]>(path, {}, signal)
  return all.filter(({ Size }) => Size !== 0)
}

export type InstallationKind = 'npm' | 'container' | 'service' | 'checkout'

export async function findInstallation(signal?: AbortSignal): Promise<InstallationKind> {
  return (await getJson<{ kind: InstallationKind }>('/keyart/api/installation', {}, signal)).kind
}

export async function findProblems(
  id: string,
  signal?: AbortSignal,
): Promise<readonly FileProblem[]> {
  const path = `/keyart/api/items/${encodeURIComponent(id)}/problems`
  return (await getJson<{ problems: readonly FileProblem[] }>(path, {}, signal)).problems
}

async function getJson<T>(path: string, query: Query, signal?: AbortSignal): Promise<T> {
  const values = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  const search = new URLSearchParams(values).toString()
  let response: Response
  try {
    response = await fetch(base + (search === '' ? path : `${path}?${search}`), {
      headers: { Accept: 'application/json', ...authorization() },
      signal: signal ?? null,
    })
  } catch (cause) {
    throw new CallError(0, 'The server does not answer.', { cause })
  }
  // Revoked while the page was open.
  if (response.status === 401 && hasToken()) endSession()
  if (!response.ok) throw await callErrorOf(response)
  try {
    // The wire's types are the server's promise; its own tests keep it.
    return (await response.json()) as T
  } catch (cause) {
    throw new CallError(response.status, 'The server sent something that is not JSON.', { cause })
  }
}

/** What an answer that is not 2xx says: the problem document's detail, else its status line. */
export async function callErrorOf(response: Response): Promise<CallError> {
  const fallback = `${response.status} ${response.statusText}`.trim()
  try {
    const problem = (await response.json()) as { title?: string; detail?: string }
    return new CallError(response.status, problem.detail ?? problem.title ?? fallback)
  } catch {
    return new CallError(response.status, fallback)
  }
}
