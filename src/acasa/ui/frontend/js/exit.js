// "Exit this page": an ordinary page takes the place of this one, also after Shift three times.
// After the pattern of GOV.UK, with location.replace, so that Back doesn't lead here.
const WAIT = 5000

export function startExit () {
  const root = document.querySelector('[data-exit]')
  if (!root) return
  const link = root.querySelector('a')
  const said = root.querySelector('[data-exit-said]')
  let pressed = 0
  let modified = false
  let timer = 0

  const leave = () => {
    document.documentElement.classList.add('acasa-is-gone')
    document.title = '\u200b'
    const { lockUrl, csrf } = document.body.dataset
    if (lockUrl && csrf) navigator.sendBeacon(lockUrl, new URLSearchParams({ csrfmiddlewaretoken: csrf }))
    window.location.replace(link.href)
  }
  const again = (words = '') => {
    clearTimeout(timer)
    pressed = 0
    said.textContent = words
  }

  link.addEventListener('click', (event) => { event.preventDefault(); leave() })
  document.addEventListener('keyup', (event) => {
    if (event.key === 'Shift' && !modified) {
      pressed += 1
      if (pressed === 3) return leave()
      said.textContent = pressed === 1 ? said.dataset.one : said.dataset.two
      clearTimeout(timer)
      timer = setTimeout(() => again(said.dataset.timedOut), WAIT)
    } else if (pressed) {
      again()
    }
    modified = event.shiftKey // Shift that made a capital letter doesn't count
  }, true)
  window.addEventListener('pageshow', () => {
    document.documentElement.classList.remove('acasa-is-gone')
    again()
  })
}
