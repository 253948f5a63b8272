import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { Cluster, settled } from './cluster.js';
import { eventually } from './wait.js';

const ids = (sockets) => sockets.map(({ id }) => id).sort();

/** What every adapter has to do in a cluster of both kinds of nodes, wherever it is asked for. */
export function testCluster(clusterOf) {
  afterEach(() => clusterOf().disconnectClients());

  for (const from of Cluster.NAMES) {
    const each = async (nsp) => {
      const clients = await clusterOf().connectEach(nsp);
      return { clients, all: Object.values(clients), origin: clients[from] };
    };
    const checkReceived = async (origin, receivers, others, expected) => {
      await settled(origin, [...receivers, ...others], receivers);
      for (const client of receivers) {
        assert.deepEqual(client.received, [expected]);
      }
      for (const client of others) {
        assert.deepEqual(client.received, []);
      }
    };

    test(`${from}: an event reaches the clients of all nodes, once, with its values`, async () => {
      const { all, origin } = await each();
      const values = ['ü🎉', -1, 1.5, 4294967296, true, null, { list: [{}], 'key ': 'x'.repeat(300) }];
      origin.socket.emit('emit', {}, ...values);
      await checkReceived(origin, all, [], values);
    });

    test(`${from}: binary values arrive as they were`, async () => {
      const { all, origin } = await each();
      const bytes = Buffer.from([0, 1, 2, 255]);
      origin.socket.emit('emit', {}, 'bin', { bytes, list: [Buffer.alloc(70000, 7)] });
      await checkReceived(origin, all, [], ['bin', { bytes, list: [Buffer.alloc(70000, 7)] }]);
    });

    test(`${from}: rooms and exceptions hold on every node`, async () => {
      const { clients, all, origin } = await each();
      await Promise.all(all.map((client) => client.ask('join', 'everybody')));
      await Promise.all([clients.cpp, clients.node].map((client) => client.ask('join', 'few')));
      await clients.node.ask('join', 'mute');

      origin.socket.emit('emit', { rooms: ['few'] }, 'few');
      await checkReceived(origin, [clients.cpp, clients.node], [clients['other cpp']], ['few']);
      origin.socket.emit('emit', { rooms: ['few', 'everybody'], except: ['mute'] }, 'some');
      await checkReceived(origin, [clients.cpp, clients['other cpp']], [clients.node], ['some']);
      origin.socket.emit('emit', { except: ['few'] }, 'rest');
      await checkReceived(origin, [clients['other cpp']], [clients.cpp, clients.node], ['rest']);
      origin.socket.emit('emit', { rooms: [clients['other cpp'].id] }, 'one');
      await checkReceived(origin, [clients['other cpp']], [clients.cpp, clients.node], ['one']);
    });

    test(`${from}: flags and broadcasts of a socket`, async () => {
      const { all, origin } = await each();
      origin.socket.emit('volatile', 'maybe');
      await checkReceived(origin, all, [], ['maybe']);
      origin.socket.emit('broadcast', 'others');
      await checkReceived(origin, all.filter((client) => client !== origin), [origin], ['others']);
      origin.socket.emit('emit', { local: true }, 'here');
      await checkReceived(origin, [origin], all.filter((client) => client !== origin), ['here']);
    });

    test(`${from}: a namespace is one of its own`, async () => {
      const { all, origin } = await each('/other');
      const outsider = await clusterOf().connect('cpp');
      origin.socket.emit('emit', {}, 'inside');
      await checkReceived(origin, all, [], ['inside']);
      await outsider.ask('echo');
      assert.ok(!outsider.untaken.includes('news'));
    });

    test(`${from}: all clients are asked and answer`, async () => {
      const { clients, all, origin } = await each();
      for (const [name, client] of Object.entries(clients)) {
        client.socket.on('question', (value, bytes, ack) => ack({ name, value, bytes }));
      }
      const bytes = Buffer.from('b');
      const [failure, answers] = await origin.askForValues('ask clients', {}, 'v', bytes);
      assert.equal(failure, null);
      const expected = Object.keys(clients).map((name) => ({ name, value: 'v', bytes }));
      const byName = (one, other) => one.name.localeCompare(other.name);
      assert.deepEqual(answers.sort(byName), expected.sort(byName));

      all[0].socket.removeAllListeners('question');
      const [late] = await origin.askForValues('ask clients', {}, 'v', bytes);
      assert.match(late, /operation has timed out/);
    });

    test(`${from}: sockets are fetched, moved and disconnected wherever they are`, async () => {
      const { clients, all, origin } = await each();
      const fetch = async (target) => {
        const [failure, sockets] = await origin.askForValues('fetch', target);
        assert.equal(failure, null);
        return sockets;
      };
      const everybody = await fetch({});
      assert.deepEqual(ids(everybody), ids(all));
      for (const { id, rooms, data, handshake } of everybody) {
        const [name] = Object.entries(clients).find(([, client]) => client.id === id);
        assert.ok(rooms.includes(id));
        assert.equal(data.node, name === 'node' ? 'node' : 'cpp');
        assert.equal(handshake.query.EIO, '4');
        assert.equal(typeof handshake.headers.host, 'string');
      }

      origin.socket.emit('sockets join', {}, ['a', 'b']);
      await eventually(async () => (await fetch({ rooms: ['a'] })).length === 3);
      origin.socket.emit('sockets leave', { rooms: [clients.node.id, clients.cpp.id] }, ['a']);
      await eventually(async () => (await fetch({ rooms: ['a'] })).length === 1);
      assert.equal((await fetch({ rooms: ['b'] })).length, 3);

      const target = Object.keys(clients).find((name) => name !== from);
      origin.socket.emit('disconnect sockets', { rooms: [clients[target].id] }, false);
      assert.equal(await clients[target].next('disconnect'), 'io server disconnect');
      await eventually(async () => (await fetch({})).length === 2);
    });

    test(`${from}: servers tell and ask each other`, async () => {
      const { all, origin } = await each();
      origin.socket.emit('tell servers', 'x', { y: [1] });
      for (const client of all.filter((one) => one !== origin)) {
        assert.deepEqual(await client.nextValues('server was told'), ['x', { y: [1] }]);
      }
      const [failure, answers] = await origin.askForValues('ask servers', 1, 'two');
      assert.equal(failure, null);
      const others = Cluster.NAMES.filter((name) => name !== from);
      assert.deepEqual(answers.sort(), others.map((name) => (name === 'node' ? 'node' : 'cpp')).sort());
      assert.ok(!origin.untaken.includes('server was told'));
    });
  }
}
