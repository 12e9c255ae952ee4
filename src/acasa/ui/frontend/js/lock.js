// The page locks in place: covered by an opaque dialog, with all that was typed kept beneath it.
// Tabs of one browser lock and unlock together (BroadcastChannel keeps nothing).
import { post, setToken } from './http.js'

const LOOK = 1000 // how often the clock is read, ms
const TELL = 5000 // other tabs hear of activity at most so often, ms
const ALIVE = 60000 // and the server, ms

export function startLock () {
  const dialog = document.getElementById('acasa-lock')
  const data = document.body.dataset
  const limit = Number(data.idleMinutes) * 60000
  if (!dialog?.showModal || !data.lockUrl || !(limit > 0)) return
  new Lock(dialog, limit, data).start()
}

class Lock {
  constructor (dialog, limit, data) {
    Object.assign(this, { dialog, limit, data, locked: false, last: Date.now(), told: 0, alive: Date.now() })
    this.warning = document.getElementById('acasa-idle')
    this.error = dialog.querySelector('#acasa-lock-error')
    this.password = dialog.querySelector('input[type=password]')
    this.tabs = 'BroadcastChannel' in window ? new BroadcastChannel('acasa') : null
  }

  start () {
    for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'input']) {
      document.addEventListener(kind, () => this.active(), { passive: true, capture: true })
    }
    // By the clock and not by a long timer: a closed laptop's timers stand still, its clock doesn't.
    setInterval(() => this.look(), LOOK)
    document.addEventListener('visibilitychange', () => this.look())
    window.addEventListener('acasa:locked', () => this.cover())
    this.tabs?.addEventListener('message', (event) => this.heard(event.data))
    document.addEventListener('submit', (event) => {
      if (!event.target.matches('form[data-lock]')) return
      event.preventDefault()
      this.lock()
    })
    this.dialog.querySelector('form').addEventListener('submit', (event) => { event.preventDefault(); this.unlock() })
    this.dialog.addEventListener('keydown', (event) => { if (event.key === 'Escape') event.preventDefault() })
    this.dialog.addEventListener('cancel', (event) => event.preventDefault())
    this.dialog.addEventListener('close', () => { if (this.locked) this.dialog.showModal() }) // closed in some other way
  }

  active () {
    if (this.locked) return
    const now = Date.now()
    if (now - this.last >= this.limit) return this.lock() // the first move after a long sleep
    this.last = now
    if (!this.warning.hidden) this.warning.hidden = true
    if (now - this.told > TELL) {
      this.told = now
      this.tabs?.postMessage({ active: now })
    }
    if (this.data.aliveUrl && now - this.alive > ALIVE) {
      this.alive = now
      post(this.data.aliveUrl).catch(() => {})
    }
  }

  look () {
    if (this.locked) return
    const idle = Date.now() - this.last
    if (idle >= this.limit) this.lock()
    else this.warning.hidden = idle < this.limit - Math.min(60000, this.limit / 2)
  }

  heard (message) {
    if (message.active) this.last = Math.max(this.last, message.active)
    if (message.locked) this.cover()
    if (message.unlocked) {
      setToken(message.csrf)
      this.uncover()
    }
  }

  lock () {
    if (this.locked) return
    this.cover()
    this.tabs?.postMessage({ locked: true })
    post(this.data.lockUrl, null, { keepalive: true }).catch(() => {}) // unreachable: the server's own clock locks
  }

  cover () {
    if (this.locked) return
    this.locked = true
    this.focused = document.activeElement
    this.title = document.title
    document.documentElement.classList.add('acasa-is-locked')
    document.title = this.data.lockedTitle || 'Acasa'
    this.warning.hidden = true
    this.say('')
    this.password.value = ''
    this.dialog.showModal()
    this.password.focus()
  }

  uncover () {
    if (!this.locked) return
    this.locked = false
    this.last = this.alive = Date.now()
    this.password.value = ''
    this.dialog.close()
    document.documentElement.classList.remove('acasa-is-locked')
    document.title = this.title
    this.focused?.focus?.()
    window.dispatchEvent(new CustomEvent('acasa:unlocked'))
  }

  async unlock () {
    const body = new URLSearchParams({ password: this.password.value })
    this.password.value = ''
    const button = this.dialog.querySelector('button[type=submit]')
    button.disabled = true
    let answer = {}
    try {
      answer = await (await post(this.data.unlockUrl, body)).json()
    } catch {
      answer = {}
    }
    button.disabled = false
    if (answer.ok) {
      setToken(answer.csrf)
      this.tabs?.postMessage({ unlocked: true, csrf: answer.csrf })
      this.uncover()
    } else if (answer.url?.startsWith('/') && !answer.url.startsWith('//')) {
      // The session has ended: whatever was typed goes along, sealed by the server to whoever typed it.
      const ended = new CustomEvent('acasa:ended', { cancelable: true, detail: answer })
      if (window.dispatchEvent(ended)) window.location.assign(answer.url)
    } else {
      this.say(answer.error || this.data.failed)
      this.password.focus()
    }
  }

  say (words) {
    this.error.textContent = words
    this.error.hidden = !words
    this.password.classList.toggle('govuk-input--error', Boolean(words))
  }
}
