/** Where things lie in a data folder; absolute. */
export interface DataFolder {
  readonly root: string
  readonly catalog: string
  readonly uploads: string
  readonly extracted: string
  readonly derivatives: string
  readonly serverId: string
  /** Damaged uploads that were set aside. */
  readonly quarantine: string
  /** What a restore is putting together; while it is there, the folder is not to be used. */
  readonly restoring: string
}
