// GOV.UK's components that we use, and the roles that folded tables lose.
import { Button } from 'govuk-frontend/dist/govuk/components/button/button.mjs'
import { CharacterCount } from 'govuk-frontend/dist/govuk/components/character-count/character-count.mjs'
import { Checkboxes } from 'govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs'
import { ErrorSummary } from 'govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs'
import { PasswordInput } from 'govuk-frontend/dist/govuk/components/password-input/password-input.mjs'
import { Radios } from 'govuk-frontend/dist/govuk/components/radios/radios.mjs'
import { SkipLink } from 'govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs'
import { Tabs } from 'govuk-frontend/dist/govuk/components/tabs/tabs.mjs'

// A radio may not say aria-expanded; all else is GOV.UK's.
class PlainRadios extends Radios {
  syncConditionalRevealWithInputState (input) {
    super.syncConditionalRevealWithInputState(input)
    input.removeAttribute('aria-expanded')
  }
}
PlainRadios.moduleName = Radios.moduleName

const kinds = [Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, PlainRadios, SkipLink, Tabs]

export function startComponents () {
  enhance(document)
  document.addEventListener('htmx:after:swap', () => enhance(document))
}

function enhance (scope) {
  for (const Kind of kinds) {
    const name = Kind.moduleName
    for (const root of scope.querySelectorAll(`[data-module="${name}"]:not([data-${name}-init])`)) {
      try {
        new Kind(root) // eslint-disable-line no-new
      } catch (error) {
        console.error(error)
      }
    }
  }
  // display: block takes a table's meaning away in some browsers; roles give it back.
  for (const table of scope.querySelectorAll('.acasa-table--fold:not([role])')) {
    table.setAttribute('role', 'table')
    for (const [selector, role] of [['thead, tbody, tfoot', 'rowgroup'], ['tr', 'row'], ['td', 'cell'],
      ['th[scope=row]', 'rowheader'], ['th[scope=col]', 'columnheader']]) {
      for (const part of table.querySelectorAll(selector)) part.setAttribute('role', role)
    }
  }
}
