#!/usr/bin/env node
// JavaScript that every Node can read, so that one which is too old says so in a line; and so that
// Node need not load what strips types (a fifth of a second) before it can read from the cache what
// that made of all the others.

/** As `engines` in package.json. */
const needed = 24

if (Number.parseInt(process.versions.node, 10) < needed) {
  const { version, execPath } = process
  console.error(`keyart: Node.js ${needed} or later is needed; this is ${version} (${execPath})`)
  process.exitCode = 1
} else void import('./process.js')
