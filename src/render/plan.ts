export type OutputFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif'

/** A derivative, decided to the pixel before any is touched. */
export interface DerivePlan {
  readonly kind: 'derive'
  readonly width: number
  readonly height: number
  readonly format: OutputFormat
  /** 1 to 100; absent where the format has no such thing. */
  readonly quality?: number
  readonly animated: boolean
  /** `#rrggbb` put under the picture. */
  readonly background?: string
}

export type RenderPlan = { readonly kind: 'original' } | DerivePlan
