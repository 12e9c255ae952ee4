// Copies htmx and the licences of what is built in next to the built files.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'

const out = process.env.ACASA_STATIC || '../static/acasa'
copyFileSync('node_modules/htmx.org/dist/htmx.min.js', `${out}/htmx.min.js`)
const parts = ['htmx.org', 'govuk-frontend'].map((name) => {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))
  const text = name === 'htmx.org' ? readFileSync(`node_modules/${name}/LICENSE`, 'utf8') : readFileSync('govuk-frontend.LICENSE', 'utf8')
  return `${name} ${version} (${license})\n\n${text.trim()}\n`
})
writeFileSync(`${out}/LICENCES.txt`, parts.join(`\n${'-'.repeat(72)}\n\n`))
