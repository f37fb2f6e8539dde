interface FaultTraits {
  /** Problem: something is lost or would be served wrongly. Remark: only space is wasted. */
  readonly weight: 'problem' | 'remark'
  /** What is wrong with the path before it. */
  readonly says: string
  /** What mending it did; absent: it cannot be mended. */
  readonly mended?: string
}

/** Everything that can be wrong with a data folder. */
export const faultKinds = {
  'catalog-unusable': {
    weight: 'problem',
    says: 'is not a readable catalog',
  },
  'catalog-damaged': {
    weight: 'problem',
    says: 'is damaged',
    mended: 'its indexes were rebuilt',
  },
  'reference-broken': {
    weight: 'problem',
    says: 'has rows with dangling references',
    mended: 'the rows were removed',
  },
  'server-id-damaged': {
    weight: 'problem',
    says: 'is missing or damaged: the next start creates a new one, and clients have to sign in again',
  },
  'upload-damaged': {
    weight: 'problem',
    says: 'is damaged: its content does not match its hash',
    mended: 'it was moved to quarantine and is no longer shown; a backup may have it',
  },
  'upload-missing': {
    weight: 'problem',
    says: 'is missing',
    mended: 'it is no longer listed; a backup may have it',
  },
  'extracted-damaged': {
    weight: 'problem',
    says: 'is damaged: its content does not match its hash',
    mended: 'the next scan extracts it again',
  },
  'extracted-missing': {
    weight: 'problem',
    says: 'is missing',
    mended: 'the next scan extracts it again',
  },
  'derivative-damaged': {
    weight: 'problem',
    says: 'is not a complete image',
    mended: 'it was removed and is created again when it is requested',
  },
  orphan: {
    weight: 'remark',
    says: 'is not referenced',
    mended: 'it was removed',
  },
  leftover: {
    weight: 'remark',
    says: 'is left over from an interrupted write',
    mended: 'it was removed',
  },
} as const satisfies Record<string, FaultTraits>

export type FaultKind = keyof typeof faultKinds

export interface Fault {
  readonly kind: FaultKind
  /** Below the data folder, `/` between segments. */
  readonly path: string
  /** What it is about: whose image, which table; `''` where there is no more to say. */
  readonly detail: string
}

/** What became of it: `found` when nothing was to be mended, `left` when that failed. */
export interface Finding extends Fault {
  readonly outcome: 'found' | 'mended' | 'left'
}

export interface Report {
  /** The catalog's; absent when it cannot be read. */
  readonly version?: string
  readonly checked: {
    readonly uploads: number
    readonly extracted: number
    readonly derivatives: number
    readonly bytes: number
  }
  readonly findings: readonly Finding[]
}

export function traitsOf({ kind }: Fault): FaultTraits {
  return faultKinds[kind]
}

/** Whether the operator still has to act. */
export function isOpenProblem(finding: Finding): boolean {
  return finding.outcome !== 'mended' && traitsOf(finding).weight === 'problem'
}

export function describe(finding: Finding): string {
  const { says, mended, weight } = traitsOf(finding)
  const detail = finding.detail === '' ? '' : ` (${finding.detail})`
  const outcome = {
    found: '',
    mended: `; ${mended}`,
    left: '; this cannot be repaired',
  }[finding.outcome]
  return `${weight}: ${finding.path} ${says}${detail}${outcome}`
}
