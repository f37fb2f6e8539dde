import type { Comparison } from '../rounds.ts'

/** What is measured under one heading. */
export interface Section {
  readonly title: string
  /** How it is measured: a paragraph with sources and parameters. */
  readonly method: string
  readonly rows: readonly Row[]
  /** What stands beside the speeds: sizes, likeness, how busy the server was. */
  readonly notes: readonly string[]
}

/** One line of a table. */
export type Row = ComparedRow | StatedRow | MissingRow

export interface ComparedRow extends RowBase {
  readonly kind: 'compared'
  /** What Keyart is measured beside. */
  readonly beside: string
  readonly comparison: Comparison
}

/** A figure of Keyart alone. */
export interface StatedRow extends RowBase {
  readonly kind: 'stated'
  readonly value: number
}

interface RowBase {
  readonly what: string
  /** Written behind a number as it is: `/s`, ` ms`. */
  readonly unit: string
  readonly goals: readonly Goal[]
  /** Why a goal is not reached; shown when one is missed. */
  readonly bounds: string | undefined
}

/** What could not be measured here. */
export interface MissingRow {
  readonly kind: 'missing'
  readonly what: string
  /** With what to do about it. */
  readonly reason: string
}

/** Of the ratio, or of Keyart's own figure; both ends count as reached. */
export type Goal = { readonly of: 'ratio' | 'value' } & (
  { readonly atLeast: number } | { readonly atMost: number }
)

export const ratioAtLeast = (atLeast: number): Goal => ({ of: 'ratio', atLeast })
export const ratioAtMost = (atMost: number): Goal => ({ of: 'ratio', atMost })
export const valueAtMost = (atMost: number): Goal => ({ of: 'value', atMost })

interface RowOptions {
  readonly goals?: readonly Goal[]
  readonly bounds?: string
}

export function compared(
  what: string,
  unit: string,
  beside: string,
  comparison: Comparison,
  { goals = [], bounds }: RowOptions = {},
): ComparedRow {
  return { kind: 'compared', what, unit, beside, comparison, goals, bounds }
}

export function stated(
  what: string,
  unit: string,
  value: number,
  { goals = [], bounds }: RowOptions = {},
): StatedRow {
  return { kind: 'stated', what, unit, value, goals, bounds }
}

export function missing(what: string, reason: string): MissingRow {
  return { kind: 'missing', what, reason }
}

/** Whether the row reaches the goal; what could not be told does not. */
export function isReached(row: ComparedRow | StatedRow, goal: Goal): boolean {
  const ours = row.kind === 'compared' ? row.comparison.ours : row.value
  const ratio = row.kind === 'compared' ? row.comparison.ratio.median : NaN
  const value = goal.of === 'ratio' ? ratio : ours
  return 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost
}

/** Three digits, or all before the point. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return 'not told here'
  if (Math.abs(value) >= 100) return String(Math.round(value))
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}

export function kilobytes(bytes: number): string {
  return `${figure(bytes / 1000)} kB`
}

export function megabytes(bytes: number): string {
  return `${figure(bytes / 1e6)} MB`
}
