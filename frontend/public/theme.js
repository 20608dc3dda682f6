// Runs before the first paint, so that a dark page never flashes white. A file,
// because the Content-Security-Policy forbids inline scripts.
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem('souk-theme');
  } catch {
    // Storage may be blocked; then the system setting decides.
  }
  var dark =
    stored === 'dark' ||
    (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
