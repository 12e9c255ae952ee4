// Rewrites left and right of the built style sheet into start and end, so that right-to-left languages work.
import { readFileSync, writeFileSync } from 'node:fs'

const path = process.argv[2]
const side = { left: 'start', right: 'end' }
const css = readFileSync(path, 'utf8')
  .replace(/([{;])(margin|padding)-(left|right):/g, (_, before, name, at) => `${before}${name}-inline-${side[at]}:`)
  .replace(/([{;])border-(left|right)(-width|-color|-style)?:/g, (_, before, at, rest = '') => `${before}border-inline-${side[at]}${rest}:`)
  .replace(/([{;])(left|right):/g, (_, before, at) => `${before}inset-inline-${side[at]}:`)
  .replace(/([{;])text-align:(left|right)/g, (_, before, at) => `${before}text-align:${side[at]}`)
writeFileSync(path, css)
