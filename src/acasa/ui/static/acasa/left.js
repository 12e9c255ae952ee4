// The session ended while this page stood locked: what was typed is handed to the server, which seals it to its
// author, and comes back after signing in. Never to the browser's storage.
const touched = new Set()
document.addEventListener('input', (event) => {
  const form = event.target.form
  if (form && form.method === 'post' && !form.closest('dialog, header')) touched.add(form)
}, true)

window.addEventListener('acasa:ended', (event) => {
  const form = [...touched].filter((one) => one.isConnected).pop()
  const to = event.detail.keep
  if (!form || !to || !to.startsWith('/') || to.startsWith('//')) return
  event.preventDefault()
  for (const control of form.elements) {
    if (control.type === 'file' || control.type === 'password') control.disabled = true
  }
  const where = document.createElement('input')
  where.type = 'hidden'
  where.name = 'acasa_left_for'
  const action = new URL(form.getAttribute('action') || window.location.href, window.location.href)
  where.value = action.pathname + action.search
  form.append(where)
  form.action = to
  form.enctype = 'application/x-www-form-urlencoded'
  HTMLFormElement.prototype.submit.call(form)
})
