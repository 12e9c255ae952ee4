// The device is in her hands: the worker's other tabs of this browser are covered.
if ('BroadcastChannel' in window) {
  const tabs = new BroadcastChannel('acasa')
  tabs.postMessage({ locked: true })
  tabs.close()
}
