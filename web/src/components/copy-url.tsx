import { useEffect, useRef, useState } from 'preact/hooks'

/** An address to copy, by button or by hand. */
export function CopyUrl({ url }: { readonly url: string }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [copied, setCopied] = useState(false)
  useEffect(() => setCopied(false), [url])

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(url)
    } catch {
      // Browsers hide the clipboard from pages on plain http elsewhere than on this computer.
      field.current?.select()
      document.execCommand('copy')
    }
    setCopied(true)
  }
  return (
    <div class="copy-url">
      <textarea
        ref={field}
        readOnly
        rows={4}
        value={url}
        aria-label="URL of the image"
        spellcheck={false}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div>
        <button type="button" class="button" onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy URL'}
        </button>
        <a class="button quiet" href={url} target="_blank" rel="noreferrer">
          Open
        </a>
        <span class="hidden" role="status">
          {copied ? 'The URL is on the clipboard' : ''}
        </span>
      </div>
    </div>
  )
}
