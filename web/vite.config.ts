import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

// Where `npm run dev` style servers pass what is not the page on to.
const server = process.env['KEYART_URL'] ?? 'http://127.0.0.1:8097'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative: a proxy may serve the page below a path of its own.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // The page's policy allows no data: scripts or styles, and one request more costs nothing.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '^/(?!keyart/)': server,
      '^/keyart/api/': server,
    },
  },
})
