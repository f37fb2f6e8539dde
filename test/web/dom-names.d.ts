/**
 * The names of the DOM that playwright-core's types mention. The whole `dom` library would let the
 * server's code use `document` and `window` without a word from the compiler.
 */
interface Node {
  readonly ownerDocument: { readonly activeElement: Node | null }
}
interface HTMLElement extends Node {
  readonly tagName: string
}
interface SVGElement extends Node {
  readonly tagName: string
}
interface HTMLElementTagNameMap {
  readonly [name: string]: HTMLElement
}
