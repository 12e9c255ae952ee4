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
  // On a phone a row of rooms is longer than the screen: where we are comes into sight.
  for (const here of document.querySelectorAll('.acasa-nav a[aria-current], .acasa-subnav a[aria-current]')) {
    const row = here.closest('ul')
    if (row.scrollWidth > row.clientWidth) {
      row.scrollLeft += here.getBoundingClientRect().left - row.getBoundingClientRect().left - 15
    }
  }
}
