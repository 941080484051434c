'use strict';
(() => {
  const at = id => document.getElementById(id);
  const MOST_ROWS = 400;
  const EXAMPLE = {kernels: [{formats: ['dense:f32', 'affine:bits=4,group=64'], shapes: ['384x384'], m: [1], timed: false}], models: []};
  const runs = new Map();
  let token = '';
  let chosen = '';
  let rows = 0;
  let known = null;
  let reportDue = 0;
  let reportText = '';
  let stop = new AbortController();
  let again = 0;

  // The token comes behind the #, which browsers keep to themselves, and goes from the address at once.
  function takeToken() {
    const given = location.hash.slice(1);
    if (given) {
      sessionStorage.setItem('token', given);
      history.replaceState(null, '', location.pathname);
    }
    token = sessionStorage.getItem('token') || '';
  }

  async function ask(method, path, body, signal) {
    const answer = await fetch(path,
      {method, signal, headers: {Authorization: 'Bearer ' + token}, body: body && JSON.stringify(body)});
    if (!answer.ok) {
      const problem = new Error((await answer.json()).error);
      problem.status = answer.status;
      throw problem;
    }
    return answer;
  }

  function element(name, style, text) {
    const made = document.createElement(name);
    if (style) made.className = style;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function list(style, items) {
    const made = element('ul', style);
    made.append(...items);
    return made;
  }

  // --- plugins

  async function showPlugins() {
    const found = await (await ask('GET', '/api/plugins')).json();
    const before = known;
    known = new Set(found.plugins.map(plugin => plugin.kind + ' ' + plugin.name + ' ' + plugin.sha256));
    const jars = new Map(found.jars.map(jar => [jar.sha256, {title: jar.file + ' ' + jar.version, plugins: []}]));
    const kinds = new Map();
    for (const plugin of found.plugins) {
      const isNew = before && !before.has(plugin.kind + ' ' + plugin.name + ' ' + plugin.sha256);
      const jar = jars.get(plugin.sha256);
      const item = element('li', isNew ? 'plugin new' : 'plugin', jar ? plugin.kind + ' ' + plugin.name : plugin.name);
      item.title = plugin.description + '\n' + plugin.version + ', ' + plugin.origin;
      if (!jar && !kinds.has(plugin.kind)) kinds.set(plugin.kind, []);
      (jar ? jar.plugins : kinds.get(plugin.kind)).push(item);
    }
    // What was dropped in comes first: it is what changes.
    const all = element('div');
    for (const {title, plugins} of jars.values()) all.append(element('h3', '', title), list('', plugins));
    for (const [kind, plugins] of kinds) all.append(element('h3', '', kind), list('flow', plugins));
    at('plugins').replaceChildren(...all.children);
    at('problems').replaceChildren(...found.problems.map(problem => element('li', '', problem)));
  }

  function pluginHappened(event) {
    at('happened').prepend(element('li', event.kind, event.text));
    while (at('happened').children.length > 5) at('happened').lastChild.remove();
    showPlugins().catch(disconnected);
  }

  // --- runs

  async function showAllRuns() {
    const found = await (await ask('GET', '/api/runs')).json();
    found.runs.forEach(showRun);
  }

  function showRun(run) {
    runs.set(run.name, run);
    at('no-runs').hidden = true;
    const item = element('li', run.name === chosen ? 'chosen' : '');
    item.dataset.run = run.name;
    const line = element('div', 'line');
    const name = element('button', 'name', run.name);
    name.type = 'button';
    name.addEventListener('click', () => choose(run.name));
    line.append(name, element('span', 'chip ' + run.state, run.state));
    for (const [outcome, count] of Object.entries(run.outcomes)) {
      line.append(element('span', 'chip ' + outcome, count + ' ' + outcome));
    }
    if (run.cells) line.append(element('span', 'count', run.done + ' of ' + run.cells + ' cells'));
    if (run.state === 'running' || run.state === 'queued') {
      const cancel = element('button', '', 'Cancel');
      cancel.type = 'button';
      cancel.addEventListener('click', () => ask('DELETE', '/api/runs/' + run.name).catch(told));
      line.append(cancel);
    }
    item.append(line);
    if (run.state === 'running') {
      const bar = element('progress');
      bar.max = Math.max(1, run.cells);
      bar.value = run.done;
      bar.setAttribute('aria-label', 'cells of ' + run.name);
      item.append(bar, element('p', 'now', run.running || '…'));
    }
    if (run.message) item.append(element('p', 'problem', run.message));
    const old = [...at('runs').children].find(one => one.dataset.run === run.name);
    if (old) old.replaceWith(item); else at('runs').prepend(item);
    if (run.name === chosen && run.state !== 'running') reportDue = 1;
  }

  async function choose(name) {
    chosen = name;
    rows = 0;
    reportText = '';
    at('run-name').textContent = name;
    at('cells').replaceChildren();
    at('more').textContent = '';
    at('cells-section').hidden = false;
    at('report-section').hidden = true;
    runs.forEach(showRun);
    const text = await (await ask('GET', '/api/runs/' + name + '/traces')).text();
    if (name !== chosen) {
      return; // another was chosen meanwhile
    }
    for (const line of text.split('\n').filter(part => part)) {
      const trace = JSON.parse(line);
      showCell(trace.outcome.type, cellText(trace), trace.seconds, trace.id);
    }
    reportDue = 1;
  }

  function cellText(trace) {
    const cell = trace.cell;
    return cell.type === 'kernel'
      ? cell.op + '[m=' + cell.m + ',w=' + cell.weight.join('x') + ',act=' + cell.activation + '] ' + cell.format + ' ' + cell.kernel + '@' + cell.device
      : 'model ' + cell.model + ' ' + cell.quantizer + (cell.sequential ? ', sequential=' + cell.sequential + ' ' : ' ') + cell.format + ' @' + cell.device;
  }

  function showCell(outcome, text, seconds, id) {
    if ([...at('cells').children].some(row => row.dataset.id === id)) return;
    rows++;
    const row = element('tr');
    row.dataset.id = id;
    const verdict = element('td');
    verdict.append(element('span', 'chip ' + outcome, outcome));
    row.append(verdict, element('td', '', text), element('td', 'number', seconds.toFixed(2)));
    at('cells').prepend(row);
    while (at('cells').children.length > MOST_ROWS) at('cells').lastChild.remove();
    at('more').textContent = rows > MOST_ROWS ? (rows - MOST_ROWS) + ' earlier cells are in the report only' : '';
  }

  // --- the report, at most every few seconds, and at rest when nothing happens

  async function refreshReport() {
    if (!chosen || !reportDue || --reportDue > 0) return;
    const name = chosen;
    let text = '';
    try {
      text = await (await ask('GET', '/api/runs/' + name + '/report/index.html')).text();
    } catch (problem) {
      if (problem.status !== 404) throw problem;
    }
    if (name !== chosen || text === reportText) return;
    reportText = text;
    at('report-section').hidden = !text;
    if (text) at('report').srcdoc = text;
  }

  // --- following

  function happened(type, data) {
    if (type === 'plugin') pluginHappened(data);
    if (type === 'run') showRun(data);
    if (type === 'run' && !chosen && data.state !== 'queued') choose(data.name).catch(disconnected);
    if (type === 'trace' && data.run === chosen) {
      showCell(data.outcome, data.cell, data.seconds, data.id);
      reportDue = reportDue || 4;
    }
  }

  async function follow() {
    const answer = await ask('GET', '/api/events', undefined, stop.signal);
    at('link').textContent = 'connected';
    at('main').hidden = false;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const {value, done} = await reader.read();
      if (done) throw new Error('the server has ended');
      const parts = (rest + value).split('\n\n');
      rest = parts.pop();
      for (const part of parts) {
        const type = /^event: (.*)$/m.exec(part);
        const data = /^data: (.*)$/m.exec(part);
        if (type && data) happened(type[1], JSON.parse(data[1]));
      }
    }
  }

  function told(problem) {
    at('refused').textContent = problem.message;
    at('submit-section').open = true;
  }

  function disconnected(problem) {
    if (problem.name === 'AbortError') return;
    if (problem.status === 401) {
      at('login').hidden = false;
      at('main').hidden = true;
      at('link').textContent = token ? 'the token is not this server\'s' : 'needs the token';
      return;
    }
    at('link').textContent = 'not connected: ' + problem.message + '; trying again';
    clearTimeout(again);
    again = setTimeout(start, 3000);
  }

  async function start() {
    stop.abort();
    stop = new AbortController();
    try {
      const following = follow();
      following.catch(() => {});
      await Promise.all([showPlugins(), showAllRuns()]);
      at('login').hidden = true;
      await following;
    } catch (problem) {
      disconnected(problem);
    }
  }

  at('login').addEventListener('submit', event => {
    event.preventDefault();
    token = at('token').value.trim();
    sessionStorage.setItem('token', token);
    start();
  });
  at('submit').addEventListener('submit', async event => {
    event.preventDefault();
    at('refused').textContent = '';
    try {
      const plan = at('plan').value.trim() ? JSON.parse(at('plan').value) : null;
      const run = await (await ask('POST', '/api/runs', {name: at('name').value.trim(), plan})).json();
      showRun(run);
      await choose(run.name);
    } catch (problem) {
      told(problem);
    }
  });
  at('plan').value = JSON.stringify(EXAMPLE, null, 1);
  setInterval(() => refreshReport().catch(disconnected), 500);
  takeToken();
  start();
})();
