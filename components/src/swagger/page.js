'use strict';
{
  const operations = document.getElementById('operations');
  const authorization = document.getElementById('authorization');
  const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
  let api;

  /** An element with text, elements or nothing in it. What comes from the document is never markup. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  const nameOf = (schema) => schema.$ref.split('/').at(-1);

  function resolve(schema = {}) {
    if (schema.$ref) {
      return resolve(api.components.schemas[nameOf(schema)]);
    }
    return schema.allOf?.length === 1 ? { ...resolve(schema.allOf[0]), nullable: schema.nullable } : schema;
  }

  function fields(schema, indent, around) {
    const inner = `${indent}  `;
    const lines = Object.entries(schema.properties).map(([name, member]) => {
      const mark = schema.required?.includes(name) ? '' : '?';
      return `${inner}${name}${mark}: ${typeText(member, inner, around)}\n`;
    });
    return `{\n${lines.join('')}${indent}}`;
  }

  /** A schema as a type that a reader of code knows; `around` are the names it is part of. */
  function typeText(schema, indent = '', around = []) {
    const reference = schema.$ref ? schema : schema.allOf?.[0];
    const orNull = schema.nullable ? ' | null' : '';
    if (reference?.$ref) {
      const name = nameOf(reference);
      const target = resolve(reference);
      if (around.includes(name)) {
        return name + orNull;
      }
      return `${name} ${typeText(target, indent, [...around, name])}${orNull}`;
    }
    if (schema.enum) {
      return schema.enum.map((value) => JSON.stringify(value)).join(' | ') + orNull;
    }
    if (schema.type === 'array') {
      return `Array<${typeText(schema.items, indent, around)}>${orNull}`;
    }
    if (schema.properties) {
      return fields(schema, indent, around) + orNull;
    }
    if (schema.type === 'object') {
      const values = schema.additionalProperties;
      const type = typeof values === 'object' ? typeText(values, indent, around) : 'any';
      return `Record<string, ${type}>${orNull}`;
    }
    return (schema.type ? schema.type + (schema.format ? ` (${schema.format})` : '') : 'any') + orNull;
  }

  /** A value to begin with. */
  function example(schema, around = []) {
    if (schema.$ref && around.includes(schema.$ref)) {
      return null;
    }
    const inside = schema.$ref ? [...around, schema.$ref] : around;
    const type = resolve(schema);
    if (type.enum) {
      return type.enum[0];
    }
    if (type.properties) {
      const needed = Object.entries(type.properties).filter(([name]) => type.required?.includes(name));
      return Object.fromEntries(needed.map(([name, member]) => [name, example(member, inside)]));
    }
    return { array: [], object: {}, string: '', integer: type.minimum ?? 0, number: 0, boolean: false }[type.type] ?? null;
  }

  function parameterRow(parameter, inputs) {
    const schema = parameter.schema ?? Object.values(parameter.content)[0].schema;
    const input = element('input', { 'aria-label': parameter.name, autocomplete: 'off' });
    input.required = Boolean(parameter.required);
    inputs.push({ parameter, input, isList: parameter.schema && resolve(schema).type === 'array' });
    const name = element('code', {}, parameter.name + (parameter.required ? '' : '?'));
    const type = element('pre', {}, typeText(schema));
    const place = parameter.description ? `${parameter.in}: ${parameter.description}` : parameter.in;
    return element('tr', {}, element('td', {}, name), element('td', {}, place), element('td', {}, type),
      element('td', {}, input));
  }

  function table(parameters, inputs) {
    const titles = ['Name', 'In', 'Type', 'Value'].map((title) => element('th', { scope: 'col' }, title));
    const rows = parameters.map((parameter) => parameterRow(parameter, inputs));
    return element('div', { class: 'scroll' },
      element('table', {}, element('thead', {}, element('tr', {}, ...titles)), element('tbody', {}, ...rows)));
  }

  /** Where the routes are, on the server that this page came from. */
  const basePath = () => new URL(api.servers[0].url, location.href).pathname.replace(/\/$/, '');

  function requestOf(method, path, inputs, body) {
    let target = path;
    const query = new URLSearchParams();
    const headers = new Headers();
    if (authorization.value) {
      headers.set('authorization', authorization.value);
    }
    for (const { parameter, input, isList } of inputs) {
      if (parameter.in === 'path') {
        target = target.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
      } else if (input.value !== '' && parameter.in === 'query') {
        const values = isList ? input.value.split(',') : [input.value];
        values.forEach((value) => query.append(parameter.name, value.trim()));
      } else if (input.value !== '' && parameter.in === 'header') {
        headers.set(parameter.name, input.value);
      } else if (input.value !== '' && parameter.in === 'cookie') {
        document.cookie = `${parameter.name}=${encodeURIComponent(input.value)}; path=/; SameSite=Strict`;
      }
    }
    if (body?.value) {
      headers.set('content-type', body.dataset.type);
    }
    const suffix = query.size ? `?${query}` : '';
    const options = { method: method.toUpperCase(), headers, body: body?.value || undefined };
    return { url: basePath() + target + suffix, options };
  }

  function pretty(text, type) {
    if (!type.includes('json')) {
      return text;
    }
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  }

  async function send(request, result) {
    const started = performance.now();
    result.replaceChildren('…');
    try {
      const response = await fetch(request.url, request.options);
      const text = await response.text();
      const took = Math.round(performance.now() - started);
      const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
      result.replaceChildren(
        element('p', { class: response.ok ? 'good' : 'bad' },
          `${request.options.method} ${request.url}: ${response.status} ${response.statusText}, ${took} ms`),
        element('pre', {}, pretty(text, response.headers.get('content-type') ?? '') || '(no body)'),
        element('details', {}, element('summary', {}, 'Headers'), element('pre', {}, headers)),
      );
    } catch (error) {
      result.replaceChildren(element('p', { class: 'bad' }, `No answer: ${error.message}`));
    }
  }

  function bodyInput(requestBody) {
    const json = requestBody.content['application/json'];
    const type = json ? 'application/json' : 'text/plain';
    const area = element('textarea', { 'data-type': type, 'aria-label': 'Body', rows: '6', spellcheck: 'false' });
    area.value = json ? JSON.stringify(example(json.schema), null, 2) : '';
    return area;
  }

  function responses(operation) {
    return Object.entries(operation.responses).map(([status, { description, content }]) => {
      const schema = content?.['application/json']?.schema;
      const type = schema ? [element('pre', {}, typeText(schema))] : [];
      return element('li', {}, element('strong', {}, status), ` ${description}`, ...type);
    });
  }

  function operationElement(method, path, operation) {
    const inputs = [];
    const form = element('form');
    const result = element('div', { class: 'result', 'aria-live': 'polite' });
    if (operation.parameters) {
      form.append(element('h4', {}, 'Parameters'), table(operation.parameters, inputs));
    }
    let body;
    if (operation.requestBody) {
      const [{ schema }] = Object.values(operation.requestBody.content);
      body = bodyInput(operation.requestBody);
      form.append(element('h4', {}, 'Body'), element('pre', {}, typeText(schema)), body);
    }
    form.append(element('button', { type: 'submit' }, 'Send'), result);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      send(requestOf(method, path, inputs, body), result);
    });
    const heading = element('summary', {},
      element('span', { class: `method ${method}` }, method.toUpperCase()), ' ', element('code', {}, path),
      ' ', element('span', { class: 'summary' }, operation.summary ?? operation.description ?? ''));
    const made = element('details', { class: operation.deprecated ? 'operation deprecated' : 'operation' }, heading);
    if (operation.deprecated) {
      made.append(element('p', {}, 'Deprecated.'));
    }
    if (operation.summary && operation.description) {
      made.append(element('p', {}, operation.description));
    }
    made.append(form, element('h4', {}, 'Answers'), element('ul', {}, ...responses(operation)));
    made.dataset.text = [method, path, operation.summary, operation.description, ...(operation.tags ?? [])]
      .join('\n').toLowerCase();
    return made;
  }

  function show() {
    document.getElementById('about').textContent =
      [`Version ${api.info.version}`, api.info.description].filter(Boolean).join('. ');
    const sections = new Map();
    for (const [path, item] of Object.entries(api.paths)) {
      for (const method of METHODS.filter((name) => item[name])) {
        const tag = item[method].tags?.at(-1) ?? 'Other';
        if (!sections.has(tag)) {
          sections.set(tag, element('section', {}, element('h2', {}, tag)));
        }
        sections.get(tag).append(operationElement(method, path, item[method]));
      }
    }
    operations.replaceChildren(...sections.values());
  }

  function filter({ target }) {
    const words = target.value.toLowerCase().split(/\s+/);
    for (const section of operations.querySelectorAll('section')) {
      const all = [...section.querySelectorAll('.operation')];
      all.forEach((one) => {
        one.hidden = !words.every((word) => one.dataset.text.includes(word));
      });
      section.hidden = all.every((one) => one.hidden);
    }
  }

  async function load() {
    try {
      const response = await fetch(operations.dataset.url);
      if (!response.ok) {
        throw new Error(`${response.status} ${response.statusText}`);
      }
      api = await response.json();
      show();
    } catch (error) {
      operations.replaceChildren(element('p', { class: 'bad' }, `${operations.dataset.url}: ${error.message}`));
    }
  }

  document.getElementById('filter').addEventListener('submit', (event) => event.preventDefault());
  document.getElementById('search').addEventListener('input', filter);
  load();
}
