// htmx: the CSRF header, and the lock when the server says 423. No hx-on and no js: values, the policy forbids them.
import { LOCKED, announceLocked, token } from './http.js'

export function startHtmx () {
  document.addEventListener('htmx:config:request', (event) => {
    const request = event.detail.ctx.request
    if (!['GET', 'HEAD'].includes(String(request.method).toUpperCase())) request.headers['X-CSRFToken'] = token()
  })
  document.addEventListener('htmx:response:error', (event) => {
    if (event.detail.ctx.response.status === LOCKED) announceLocked()
  })
}
