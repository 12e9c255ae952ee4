// POST with the CSRF token of the page. After an unlock the token is a new one, in every form.
export const LOCKED = 423

export function token () {
  return document.body.dataset.csrf || document.querySelector('input[name=csrfmiddlewaretoken]')?.value || ''
}

export function setToken (value) {
  if (!value) return
  document.body.dataset.csrf = value
  for (const input of document.querySelectorAll('input[name=csrfmiddlewaretoken]')) input.value = value
}

export function post (url, body = null, options = {}) {
  return fetch(url, {
    method: 'POST',
    body,
    credentials: 'same-origin',
    headers: { 'X-CSRFToken': token(), Accept: 'application/json' },
    ...options
  }).then((response) => {
    if (response.status === LOCKED) announceLocked()
    return response
  })
}

export function announceLocked () {
  window.dispatchEvent(new CustomEvent('acasa:locked'))
}
