/** A name and what goes with it, each on a line that may be cut: then the pointer shows it whole. */
export function Caption({ title, sub }: { readonly title: string; readonly sub: string }) {
  return (
    <>
      <span class="title" title={title}>
        {title}
      </span>
      <span class="sub" title={sub}>
        {sub}
      </span>
    </>
  )
}
