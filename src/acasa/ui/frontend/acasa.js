// Acasa's one script. Every page works without it; it keeps nothing in the browser's storage.
import { startComponents } from './js/components.js'
import { startDialogs } from './js/dialogs.js'
import { startDrafts } from './js/drafts.js'
import { startExit } from './js/exit.js'
import { startForms } from './js/forms.js'
import { startHtmx } from './js/htmx.js'
import { startLock } from './js/lock.js'
import { startPage } from './js/page.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')

for (const start of [startExit, startLock, startPage, startDialogs, startForms, startDrafts, startHtmx, startComponents]) {
  try {
    start()
  } catch (error) {
    console.error(error) // one part that fails must not take the others (least of all the lock) with it
  }
}
