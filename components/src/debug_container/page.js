'use strict';
{
  const graph = JSON.parse(document.getElementById('graph').textContent);
  const search = document.getElementById('search');
  const tag = document.getElementById('tag');
  const connected = document.getElementById('connected');
  const details = document.getElementById('details');
  const bindings = new Map(graph.nodes.map((node) => [node.key, node]));
  const drawn = new Map([...document.querySelectorAll('.node')].map((node) => [node.dataset.key, node]));
  const edges = [...document.querySelectorAll('.edge')];
  let selected = null;

  function matches(key) {
    const binding = bindings.get(key) ?? { key, implementation: '', type: '', tags: [] };
    const text = [binding.key, binding.type, binding.implementation, ...binding.tags].join('\n').toLowerCase();
    const words = search.value.toLowerCase().split(/\s+/);
    return words.every((word) => text.includes(word)) && (!tag.value || binding.tags.includes(tag.value));
  }

  function filter() {
    const found = new Set([...drawn.keys()].filter(matches));
    const shown = new Set(found);
    if (connected.checked) {
      for (const { from, to } of graph.edges) {
        if (found.has(from) || found.has(to)) {
          shown.add(from).add(to);
        }
      }
    }
    drawn.forEach((node, key) => node.classList.toggle('dim', !shown.has(key)));
    edges.forEach(({ classList, dataset }) =>
      classList.toggle('dim', !shown.has(dataset.from) || !shown.has(dataset.to)),
    );
    document.getElementById('count').textContent = `${found.size} of ${drawn.size}`;
    return found;
  }

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  /** A list of keys that lead to their bindings; `other` is the end of the edge to show. */
  function neighbours(title, list, other) {
    details.append(element('h2', `${title}: ${list.length}`));
    const items = document.createElement('ul');
    for (const edge of list) {
      const item = document.createElement('li');
      const button = element('button', edge[other]);
      button.addEventListener('click', () => select(edge[other]));
      const marks = [
        edge.isLazy && 'late-bound',
        edge.isOptional && 'optional',
        edge.isBorrowed && 'borrowed',
        edge.isMissing && 'not bound',
        edge.isFaulty && '⚠ problem',
      ].filter(Boolean);
      item.append(button, ' ', element('small', marks.join(', ')));
      items.append(item);
    }
    details.append(items);
  }

  function constructionOf({ isConstructed, scope }) {
    const later = scope === 'singleton' ? 'not yet' : 'for each use';
    return isConstructed ? 'yes' : later;
  }

  function describe(key) {
    const binding = bindings.get(key);
    const close = element('button', 'Close');
    close.addEventListener('click', () => select(null));
    details.replaceChildren(close, element('h2', key));
    const facts = document.createElement('dl');
    const rows = binding
      ? {
          'resolves to': binding.type,
          'bound to': binding.implementation,
          kind: binding.kind,
          scope: binding.scope,
          tags: binding.tags.join(', ') || 'none',
          constructed: constructionOf(binding),
        }
      : { 'bound to': 'nothing' };
    for (const [name, value] of Object.entries(rows)) {
      facts.append(element('dt', name), element('dd', value));
    }
    details.append(facts);
    for (const problem of graph.problems.filter(({ path }) => path.includes(key))) {
      details.append(element('p', `⚠ ${problem.message}`));
    }
    neighbours('Injects', graph.edges.filter(({ from }) => from === key), 'to');
    neighbours('Injected into', graph.edges.filter(({ to }) => to === key), 'from');
  }

  function select(key) {
    selected = key;
    drawn.forEach((node, other) => node.classList.toggle('selected', other === key));
    edges.forEach(({ classList, dataset }) => classList.toggle('near', dataset.from === key || dataset.to === key));
    details.hidden = key === null;
    if (key !== null) {
      describe(key);
      drawn.get(key).scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }

  drawn.forEach((node, key) => {
    node.setAttribute('tabindex', '0');
    node.setAttribute('role', 'button');
    node.setAttribute('aria-label', key);
    node.addEventListener('click', () => select(key === selected ? null : key));
    node.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        select(key);
      }
    });
  });
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && select(null));
  for (const control of [search, tag, connected]) {
    control.addEventListener('input', () => {
      const [first] = filter();
      if (first && (search.value || tag.value)) {
        drawn.get(first).scrollIntoView({ block: 'nearest', inline: 'nearest' });
      }
    });
  }
  document.getElementById('filter').addEventListener('submit', (event) => {
    event.preventDefault();
    const [first] = filter();
    if (first) {
      select(first);
    }
  });
  filter();
}
