// A form is sent once.
const FORGET = 10000

export function startForms () {
  // On the document, so that whoever stops the event on the form itself has had the turn.
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!form.matches('form[data-guard]') || event.defaultPrevented) return
    if (form.dataset.sent) {
      event.preventDefault()
      return
    }
    form.dataset.sent = 'yes'
    form.setAttribute('aria-busy', 'true')
    setTimeout(() => release(form), FORGET) // an answer that is a file leaves the page standing
  })
  window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(release))
}

function release (form) {
  delete form.dataset.sent
  form.removeAttribute('aria-busy')
}
