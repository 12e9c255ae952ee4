// Native dialogs: opening, closing by a click beside them, and asking before an act.
export function startDialogs () {
  document.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-dialog]')
    if (!opener) return
    const dialog = document.getElementById(opener.dataset.dialog)
    if (!dialog?.showModal) return // an old browser follows the link
    event.preventDefault()
    dialog.showModal()
  })
  document.addEventListener('click', (event) => {
    if (event.target instanceof HTMLDialogElement && event.target.classList.contains('acasa-dialog')) event.target.close()
  })
  // In the capture phase: nobody else may act on the click before the answer.
  document.addEventListener('click', askFirst, true)
}

function askFirst (event) {
  const asked = event.target.closest('[data-confirm]')
  if (!asked) return
  if (asked.dataset.confirmed) {
    delete asked.dataset.confirmed
    return
  }
  event.preventDefault()
  event.stopImmediatePropagation()
  ask(asked.dataset.confirm, asked.textContent.trim(), asked.classList.contains('govuk-button--warning')).then((yes) => {
    if (!yes) return
    asked.dataset.confirmed = 'yes'
    asked.click()
  })
}

// Resolves to true when the person goes on, and to false for Cancel or Escape.
export function ask (question, yes, grave = false) {
  const dialog = document.createElement('dialog')
  dialog.className = 'acasa-dialog'
  const words = document.createElement('p')
  words.className = 'acasa-dialog__question'
  words.id = 'acasa-question'
  words.textContent = question
  dialog.setAttribute('aria-labelledby', words.id)
  const form = document.createElement('form')
  form.method = 'dialog'
  form.className = 'govuk-button-group'
  const cancel = answer(document.body.dataset.cancel, 'no', 'govuk-button govuk-button--secondary')
  cancel.autofocus = true // a second Enter must not do what was to be asked about
  form.append(answer(yes, 'yes', grave ? 'govuk-button govuk-button--warning' : 'govuk-button'), cancel)
  dialog.append(words, form)
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'yes')
    })
  })
}

function answer (text, value, css) {
  const button = document.createElement('button')
  button.className = css
  button.value = value
  button.textContent = text
  return button
}
