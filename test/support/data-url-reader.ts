interface Loaded {
  readonly target: { readonly result: string }
}

/** The one thing of a browser's `FileReader` that clients of the family use, for Node has none. */
export class DataUrlReader {
  onload: ((event: Loaded) => void) | undefined
  onerror: ((error: unknown) => void) | undefined

  readAsDataURL(file: Blob): void {
    file.arrayBuffer().then(
      (bytes) => {
        const base64 = Buffer.from(bytes).toString('base64')
        this.onload?.({ target: { result: `data:${file.type};base64,${base64}` } })
      },
      (error: unknown) => this.onerror?.(error),
    )
  }
}
