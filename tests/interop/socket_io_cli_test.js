import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { Server } from 'socket.io';

import { CliProcess } from './support/cli.js';
import { Client } from './support/client.js';
import { ServerProcess, SOCKET_IO_TEST } from './support/server.js';
import { within } from './support/wait.js';

const http = createServer();
const node = new Server(http);
let url;
let app;
const received = [];
const waiting = [];

function arrived(entry) {
  const next = waiting.shift();
  if (next) {
    next(entry);
  } else {
    received.push(entry);
  }
}

/** The next thing that the Node server has got. */
const next = () =>
  received.length > 0 ? received.shift() : within(new Promise((resolve) => waiting.push(resolve)), 'an event');

before(async () => {
  app = await ServerProcess.start(SOCKET_IO_TEST, {}, ['--allow-all-rooms']);
  node.on('connection', (socket) => {
    socket.on('echo', (...values) => socket.emit('echo', ...values));
    socket.on('ask', (...values) => values.pop()(...values));
    socket.on('said', (...values) => arrived(values));
    socket.on('who am I', (answer) => {
      const { auth, headers, query } = socket.handshake;
      answer({ auth, header: headers['x-test'], query: query.q, transport: socket.conn.transport.name });
    });
    socket.on('join', (data) => arrived(['join', data]));
    socket.on('leave', (data) => arrived(['leave', data]));
    socket.on('tell me', (...values) => socket.emit('told', ...values));
    socket.on('throw me out', () => socket.disconnect());
  });
  node.of('/admin').use((socket, done) => {
    const refusal = new Error('not allowed');
    refusal.data = { code: 7 };
    done(socket.handshake.auth.token === 'secret' ? undefined : refusal);
  });
  node.of('/admin').on('connection', (socket) => socket.on('ask', (value, answer) => answer(value)));
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${http.address().port}`;
});
after(async () => {
  node.close();
  await app.stop();
});

async function run(commandLine, lines) {
  const cli = new CliProcess(commandLine);
  for (const line of lines ?? []) {
    cli.type(line);
  }
  cli.endInput();
  const { code } = await cli.ended();
  return { code, lines: cli.lines, faults: cli.faults, errors: cli.errors };
}

test('--help lists every option and connects to nobody', async () => {
  const { code, lines } = await run(['--help']);

  assert.equal(code, 0);
  for (const option of ['--path', '--namespace', '--auth', '--header', '--query', '--transports', '--authenticate',
                        '--join', '--emit', '--ack', '--timeout', '--once', '--ca', '--cert', '--key', '--insecure',
                        '--json']) {
    assert.ok(lines.some((line) => line.startsWith(`  ${option} `)), option);
  }
});

for (const [commandLine, expected] of [
  [[], /Missing URL.*cure: /],
  [['http://localhost', 'http://elsewhere'], /elsewhere.*cure: /],
  [['ftp://localhost'], /scheme/],
  [['http://localhost:0x50'], /error: /],
  [['http://localhost', '--colour'], /--colour.*cure: --help/],
  [['http://localhost', '--timeout', 'soon'], /--timeout.*soon.*cure: /],
  [['http://localhost', '--timeout'], /--timeout.*cure: /],
  [['http://localhost', '--auth', 'token'], /--auth.*token.*cure: /],
  [['http://localhost', '--header', 'Name'], /--header.*Name.*cure: /],
  [['http://localhost', '--query', 'name'], /--query.*name.*cure: /],
  [['http://localhost', '--transports', 'pigeon'], /--transports.*pigeon.*cure: /],
  [['http://localhost', '--emit', 'chat', 'hello'], /chat.*hello.*cure: text is "hello"/],
  [['http://localhost', '--emit', 'connect'], /connect.*cure: /],
  [['http://localhost', '--ack'], /--ack.*cure: /],
  [['https://localhost', '--ca', '/nowhere/ca.pem'], /\/nowhere\/ca\.pem/],
]) {
  test(`${commandLine.join(' ')} ends with exit code 2 and one line`, async () => {
    const { code, errors } = await run(commandLine);

    assert.equal(code, 2, errors);
    assert.equal(errors.trimEnd().split('\n').length, 1, errors);
    assert.match(errors, expected);
  });
}

for (const transports of ['polling', 'websocket', 'polling,websocket']) {
  test(`an event is sent before the client ends | ${transports}`, async () => {
    const { code, lines } = await run([url, '--transports', transports, '--emit', 'said', '"hello"', '{"a":[1,2.5]}']);

    assert.equal(code, 0);
    assert.deepEqual(lines, []);
    assert.deepEqual(await next(), ['hello', { a: [1, 2.5] }]);
  });

  test(`an answer is printed | ${transports}`, async () => {
    const { code, lines } = await run([url, '--transports', transports, '--emit', 'ask', '1', '"zwei"', '--ack']);

    assert.equal(code, 0);
    assert.deepEqual(lines, ['= ask 1 "zwei"']);
  });
}

test('--json prints objects', async () => {
  const { code, lines } = await run([url, '--json', '--emit', 'echo', '{"a":"ü"}', 'null', '--once', 'echo']);
  const asked = await run([url, '--json', '--emit', 'ask?', '[]']);

  assert.equal(code, 0);
  assert.deepEqual(lines.map((line) => JSON.parse(line)), [{ event: 'echo', args: [{ a: 'ü' }, null] }]);
  assert.deepEqual(asked.lines.map((line) => JSON.parse(line)), [{ answer: 'ask', args: [[]] }]);
});

test('auth, headers, query, path and transports reach the server', async () => {
  const { lines } = await run([url, '--path', '/socket.io', '--auth', '{"token":"t"}', '--header', 'X-Test: header',
                               '--query', 'q=value', '--transports', 'websocket', '--emit', 'who am I', '--ack']);

  assert.deepEqual(JSON.parse(lines[0].slice('= "who am I" '.length)),
                   { auth: { token: 't' }, header: 'header', query: 'value', transport: 'websocket' });
});

test('a namespace is entered by URL or by option', async () => {
  for (const place of [[`${url}/admin`], [url, '--namespace', 'admin'], [`${url}/?q=1`, '--namespace=/admin']]) {
    const { code, lines } = await run([...place, '--auth', '{"token":"secret"}', '--emit', 'ask', '1', '--ack']);

    assert.equal(code, 0);
    assert.deepEqual(lines, ['= ask 1']);
  }
});

test('a refusal ends with exit code 1, its message and its data', async () => {
  const { code, faults } = await run([`${url}/admin`]);

  assert.equal(code, 1);
  assert.equal(faults.length, 1);
  assert.match(faults[0], /not allowed.*\{"code":7\}/);
});

test('nobody there ends with exit code 1', async () => {
  const { code, faults } = await run(['http://127.0.0.1:1', '--timeout', '2000']);

  assert.equal(code, 1);
  assert.equal(faults.length, 1);
  assert.match(faults[0], /127\.0\.0\.1:1/);
});

test('no answer in time ends with exit code 1', async () => {
  const { code, faults } = await run([url, '--emit', 'said', '1', '--ack', '--timeout', '200']);

  assert.equal(code, 1);
  assert.match(faults[0], /said.*timed out/);
  await next();
});

test('an event that does not come in time ends with exit code 1', async () => {
  const { code, faults } = await run([url, '--once', 'never', '--timeout', '200']);

  assert.equal(code, 1);
  assert.match(faults[0], /never/);
});

test('lines are events, with arguments as JSON; a question mark asks for an answer', async () => {
  const { code, lines, faults } = await run([url], [
    'said 1 {"a": [1, "two words"]} "x y"',
    '  ',
    'ask? "one"  2',
    'echo "back"',
    'ask? "last"',
  ]);

  assert.equal(code, 0, faults.join('\n'));
  assert.deepEqual(await next(), [1, { a: [1, 'two words'] }, 'x y']);
  assert.deepEqual(lines, ['= ask "one" 2', '< echo "back"', '= ask "last"']);
});

test('a line that is none is told, and the next one counts', async () => {
  const { code, lines, faults } = await run([url], ['said hello', '/dance', 'connect', 'ask? 1']);

  assert.equal(code, 1);
  assert.deepEqual(lines, ['= ask 1']);
  assert.equal(faults.length, 3);
  assert.match(faults[0], /hello.*cure: text is "hello"/);
  assert.match(faults[1], /\/dance.*cure: /);
  assert.match(faults[2], /connect.*cure: /);
});

test('rooms are joined and left, /quit ends it', async () => {
  const cli = new CliProcess([url, '--join', 'one, two']);
  assert.deepEqual(await next(), ['join', { rooms: ['one', 'two'] }]);

  cli.type('/join three four');
  assert.deepEqual(await next(), ['join', { rooms: ['three', 'four'] }]);
  cli.type('/leave three');
  assert.deepEqual(await next(), ['leave', { rooms: ['three'] }]);
  cli.type('/quit');

  assert.deepEqual(await cli.ended(), { code: 0, signal: null });
});

test('binary values are printed as JavaScript does', async () => {
  const cli = new CliProcess([url]);
  await cli.noted(/connected/);
  node.emit('picture', Buffer.from([1, 2]), { more: Buffer.from([3]) });

  await cli.printed(/\n/);
  cli.endInput();
  await cli.ended();

  assert.deepEqual(cli.lines,
                   ['< picture {"type":"Buffer","data":[1,2]} {"more":{"type":"Buffer","data":[3]}}']);
});

test('nothing of a server reaches the terminal as a command', async () => {
  const cli = new CliProcess([url]);
  await cli.noted(/connected/);
  node.emit('\u001b[2J two\nlines', '\u001b[31m');

  await cli.printed(/\n/);
  cli.endInput();
  await cli.ended();

  assert.deepEqual(cli.lines, ['< "\\u001b[2J two\\nlines" "\\u001b[31m"']);
});

test('a server that throws it out ends it with exit code 1', async () => {
  const { code, faults } = await run([url, '--emit', 'throw me out', '--once', 'never']);

  assert.equal(code, 1);
  assert.match(faults[0], /Disconnected by the server/);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  test(`${signal} ends it orderly`, async () => {
    const cli = new CliProcess([url]);
    await cli.noted(/connected/);

    cli.signal(signal);

    assert.deepEqual(await cli.ended(), { code: 0, signal: null });
    assert.deepEqual(cli.faults, []);
  });
}

const APP = ['--path', '/io'];

test('our server authenticates, lets into rooms, and answers', async () => {
  const { code, lines, faults } = await run(
    [app.url, ...APP, '--authenticate', '--join', 'news', '--emit', 'echo:ack', '"hello"', '--ack']);

  assert.equal(code, 0, faults.join('\n'));
  assert.equal(lines.at(-1), '= echo:ack {"original":"hello"}');
  assert.ok(lines.some((line) => line.startsWith('< authenticated {"id":')), lines.join('\n'));
});

test('members of a room hear each other', async () => {
  const cli = new CliProcess([app.url, ...APP, '--authenticate', '--join', 'news', '--once', 'chat:message', '--json']);
  await cli.printed(/"authenticated"/);
  const other = await Client.authenticate(app.url);
  let isHeard = false;
  const heard = cli.ended().then((ending) => ((isHeard = true), ending));
  while (!isHeard) {
    other.socket.emit('chat:message', { room: 'news', message: 'hello' });
    await other.ask('echo:ack', 'settle');
  }

  assert.equal((await heard).code, 0);
  const { event, args } = JSON.parse(cli.lines.at(-1));
  assert.deepEqual([event, args[0].message], ['chat:message', 'hello']);
  other.close();
});

test('our server refuses a token: exit code 1', async () => {
  const { code, faults } = await run([app.url, ...APP, '--authenticate', '--header', 'Authorization: Bearer invalid']);

  assert.equal(code, 1);
  assert.match(faults[0], /Invalid token/);
});

test('a server that does not answer `authenticate` is not waited for', async () => {
  const { code, faults } = await run([url, '--authenticate', '--timeout', '200']);

  assert.equal(code, 1);
  assert.match(faults[0], /authenticate.*in time/);
});

test('/authenticate is the option, later', async () => {
  const cli = new CliProcess([app.url, ...APP]);
  await cli.noted(/connected/);

  cli.type('/authenticate');
  await cli.printed(/< authenticated /);
  cli.type('echo:ack? 1');
  cli.endInput();

  assert.equal((await cli.ended()).code, 0);
  assert.equal(cli.lines.at(-1), '= echo:ack {"original":1}');
});
