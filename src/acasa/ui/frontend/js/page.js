// Small things of the page: no copy kept for Back, the menu that closes, printing.
export function startPage () {
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted || !('noBfcache' in document.body.dataset)) return
    document.documentElement.classList.add('acasa-is-gone')
    window.location.reload()
  })
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('.acasa-menu[open]')) {
      if (!menu.contains(event.target)) menu.open = false
    }
    if (event.target.closest('[data-print]')) window.print()
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const menu of document.querySelectorAll('.acasa-menu[open]')) {
      menu.open = false
      menu.querySelector('summary').focus()
    }
  })
}
