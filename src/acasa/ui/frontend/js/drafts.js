// A long form keeps itself: what is typed goes to the server, which seals it. Never to the browser's storage.
import { post } from './http.js'

const PAUSE = 2000

export function startDrafts () {
  const kept = [...document.querySelectorAll('form[data-keep]')].map((form) => new Draft(form))
  if (!kept.length) return
  const leave = () => kept.forEach((draft) => draft.send(true))
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') leave() })
  window.addEventListener('pagehide', leave)
  window.addEventListener('acasa:unlocked', () => kept.forEach((draft) => draft.send()))
  window.addEventListener('beforeunload', (event) => {
    if (kept.some((draft) => draft.failed && draft.dirty)) event.preventDefault()
  })
}

class Draft {
  constructor (form) {
    this.form = form
    this.said = form.querySelector('[data-draft-said]')
    this.dirty = false
    this.failed = false
    form.addEventListener('input', () => this.later())
    form.addEventListener('change', () => this.later())
    form.addEventListener('submit', () => { clearTimeout(this.timer); this.dirty = false })
  }

  later () {
    this.dirty = true
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), PAUSE)
  }

  async send (leaving = false) {
    clearTimeout(this.timer)
    if (!this.dirty) return
    this.dirty = false
    try {
      const answer = await post(this.form.dataset.draftUrl, this.typed(), { keepalive: leaving })
      this.failed = !answer.ok
    } catch {
      this.failed = true
    }
    if (this.failed) this.dirty = true
    if (this.said) this.said.textContent = this.failed ? this.said.dataset.failed : this.said.dataset.kept
  }

  // All but files, passwords, and what is marked data-no-keep.
  typed () {
    const left = new Set()
    for (const control of this.form.elements) {
      if (control.type === 'file' || control.type === 'password' || 'noKeep' in control.dataset) left.add(control.name)
    }
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(this.form)) {
      if (!left.has(name) && name !== 'csrfmiddlewaretoken' && typeof value === 'string') body.append(name, value)
    }
    return body
  }
}
