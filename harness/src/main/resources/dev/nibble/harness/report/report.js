(() => {
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search).get('theme');
  if (asked) root.dataset.theme = asked;
  document.getElementById('theme').addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
  });
  const link = document.getElementById('json');
  link.href = URL.createObjectURL(new Blob([document.getElementById('traces').textContent], {type: 'application/json'}));
})();
