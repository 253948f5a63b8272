// Feeds sequences of messages to socket.io-parser and to our decoder, and compares what comes out:
//   node packet_decoder_differential.js <packet-decoder-verdicts> [sequences] [seed]
// The differences that are meant are those of MEANT; any other fails.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../interop/package.json', import.meta.url));
const { Decoder, Encoder } = require('socket.io-parser');
const lock = require('./package-lock.json');
const { version } = lock.packages['node_modules/socket.io-parser'];

const [executable, countText = '100000', seedText = '1'] = process.argv.slice(2);
let state = Number(seedText) >>> 0;

function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}
const pick = (list) => list[random(list.length)];


const NUMS = ['0', '1', '2', '-1', '"0"', 'null', '1e0', '0.5', '1.0', '-0', '1e9', '[0]', '{}', 'true', '0,"num":1', '7,"num":0'];
const COUNTS = ['1', '2', '3', '10', '0', '11', '2147483648', '18446744073709551616', '1.5', '1e1', '', '-1', '+1', '01', ' 1', '0x1', 'x'];
const NAMES = ['"a"', '""', '"connect"', '"\\u0063onnect"', '"disconnect"', '"newListener"', '"connection"', '"__proto__"', '1', '-1.5', 'null', 'true', '{}', '[]', '{"_placeholder":true,"num":0}', '"\\u00e9\\n"'];
const PIECES = [
  '[', ']', '{', '}', ',', ':', '"', '\\', '-', '/', '.', 'e', '0', '1', '12', '7', 'a', 'true', 'null', '"a"',
  '"connect"', '["a"]', '["a",1]', '{"b":1}', '[]', '{}', '1-', '2-', '10-', '11-', '/admin,', '/admin', ' ', '\t', '\n',
  '"\\ud83d"', '"\\n"', '1.5', '-0', '1e5', '1e999', '01', 'é', '""', '"_placeholder":true', '"num":0', '"__proto__":{}',
];
const SEEDS = [
  '0', '0{"token":"1"}', '0/admin,', '1', '1/admin,', '2["echo",1]', '212["echo","a"]', '2/admin,1["x",{"y":[1]}]',
  '312["a"]', '30[]', '4{"message":"x"}', '4"x"', '51-["b",{"_placeholder":true,"num":0}]',
  '61-9[{"_placeholder":true,"num":0}]', '2["\\u0061",null,true,-1.5e-3]', '61-',
  '52-/admin,["b",[{"num":1,"_placeholder":true}],{"_placeholder":true,"num":0}]',
];

const placeholder = () =>
  pick([
    () => `{"_placeholder":true,"num":${random(2) ? random(3) : pick(NUMS)}}`,
    () => `{"num":${pick(NUMS)},"\\u005fplaceholder":true}`,
    () => `{"_placeholder":${pick(['1', '"true"', 'false', 'null', '[true]', 'true'])},"num":${pick(NUMS)}}`,
    () => `{"_placeholder":true,"num":0,"x":${json(3)}}`,
    () => `{"x":${json(3)},"_placeholder":true,"num":0}`,
    () => '{"_placeholder":true}',
  ])();

function json(depth) {
  switch (random(depth > 4 ? 5 : 9)) {
    case 0: return String(random(100) - 50);
    case 1: return pick(['true', 'false', 'null', '1.25', '1e21', '-0', '9007199254740993', '"é😀"', '"\\ud83d\\ude00"', '"\\ud83d"', '1e999']);
    case 2: return JSON.stringify(pick(['', 'text', '_placeholder', 'a"b\\c', '\u2028']));
    case 3:
    case 4: return placeholder();
    case 5:
    case 6: return `[${Array.from({ length: random(4) }, () => json(depth + 1)).join(',')}]`;
    default:
      return `{${Array.from({ length: random(4) }, () => `"${pick(['a', 'b', 'num', '1', '__proto__', 'constructor'])}":${json(depth + 1)}`).join(',')}}`;
  }
}

function value(depth) {
  switch (random(depth > 3 ? 4 : 6)) {
    case 0: return random(1000) / 8;
    case 1: return pick(['text', '', null, true, 'Я']);
    case 2:
    case 3: return Buffer.from(Array.from({ length: random(4) }, () => random(256)));
    case 4: return Array.from({ length: random(4) }, () => value(depth + 1));
    default: return Object.fromEntries(Array.from({ length: random(3) }, (_, i) => [`k${i}`, value(depth + 1)]));
  }
}

function encoded() {
  const packet = { type: 2 + random(2), nsp: pick(['/', '/admin']), data: Array.from({ length: random(3) }, () => value(0)) };
  if (packet.type === 2) packet.data.unshift('name');
  if (packet.type === 3 || random(2)) packet.id = random(1000);
  return new Encoder().encode(packet);
}

function binaryText() {
  const head = pick(['5', '6']) + (random(3) ? 1 + random(3) : pick(COUNTS)) + '-' + pick(['', '', '/admin,', '/admin']);
  const id = pick(random(10) ? ['', '', '12', '0'] : ['007', '99999999999999999999']);
  const list = Array.from({ length: random(4) }, () => json(1));
  if (head[0] === '5') list.unshift(random(4) ? '"a"' : pick(NAMES));
  return `${head}${id}[${list.join(',')}]`;
}

function randomText() {
  let text = String(random(8));
  for (let length = random(7); length > 0; --length) text += pick(PIECES);
  return text;
}

function mutated(text) {
  for (let edits = random(3); edits >= 0; --edits) {
    const at = random(text.length + 1);
    text = text.slice(0, at) + (random(3) ? pick(PIECES) : '') + text.slice(at + random(3));
  }
  return text;
}

function nested() {
  const depth = 60 + random(8);
  return `2["a",${'['.repeat(depth)}${']'.repeat(depth)}]`;
}

const bytes = () => Buffer.from([random(256)]);

/** A text and as many attachments as it announces, as a rule. */
function packetMessages() {
  const kind = random(20);
  if (kind < 5) return encoded();
  const text = kind < 12 ? binaryText() : kind < 15 ? randomText() : kind < 16 && random(3) === 0 ? nested() : kind < 17 ? `2[${pick(NAMES)}]` : mutated(pick(SEEDS));
  const announced = /^[56](\d+)-/.exec(text);
  return [text, ...Array.from({ length: announced ? Math.min(Number(announced[1]), 11) : 0 }, bytes)];
}

function sequence() {
  const messages = Array.from({ length: 1 + random(3) }, packetMessages).flat();
  if (random(6) === 0) messages.splice(random(messages.length), random(2), ...pick([[], [bytes()], ['2["a"]'], ['']]));
  return messages;
}


/** JSON with sorted keys and bytes as hexadecimal digits. */
function canonical(value) {
  if (Buffer.isBuffer(value)) return `{"$hex":"${value.toString('hex')}"}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}

function reference(messages) {
  const verdicts = [];
  const decoder = new Decoder();
  let packet = null;
  decoder.on('decoded', (decoded) => { packet = decoded; });
  for (const message of messages) {
    packet = null;
    try {
      decoder.add(message);
    } catch (error) {
      verdicts.push(error.message);
      break;
    }
    verdicts.push(packet);
  }
  return verdicts;
}

/** The verdict on one message, as text; `event` is the name when it is a string. */
function describe(verdict) {
  if (verdict === null) return 'waits';
  if (typeof verdict === 'string') return `error: ${verdict}`;
  const { type, nsp, id, data } = verdict;
  const event = type === 2 && typeof data?.[0] === 'string' ? (verdict.event ?? data[0]) : '';
  return [type, nsp, id ?? '', event, data === undefined ? '' : canonical(data)].join(' | ');
}

const isError = (verdict) => typeof verdict === 'string';
const isPacket = (verdict) => verdict !== null && !isError(verdict);
/** Without the head up to the namespace, but for the type. */
const bodyOf = (text) => text.replace(/^([56])[^-]*-/, '$1').replace(/^(.)\/[^,]*,?/, '$1');
const MAX_SAFE_ID = 2n ** 53n;

/** Each takes the text of the packet and the first verdicts that differ. */
const MEANT = [
  {
    name: 'white space or nothing as the type',
    reason: 'JavaScript reads it as 0, which makes a CONNECT of it; no peer sends that',
    is: (text, ours) => isError(ours) && /^(\s|$)/.test(text),
  },
  {
    name: 'white space in or for an acknowledgement id',
    reason: 'JavaScript reads it as 0 and passes it on as an id; here it is white space before the JSON',
    is: (text) => /^.\d*\s/.test(bodyOf(text)),
  },
  {
    name: 'an event without a payload',
    reason: 'the parser passes it on without a name; the specification asks for one',
    is: (text, ours) => ours === 'invalid payload' && /^[25]\d*$/.test(bodyOf(text)),
  },
  {
    name: 'a count of attachments that is not plain digits',
    reason: 'JavaScript also reads 1e1, 0x1, +1, 1.0 and white space as numbers; only digits are sent',
    is: (text, ours) => ours === 'Illegal attachments' && /^[56]/.test(text) && !/^[56]\d+-/.test(text),
  },
  {
    name: 'an acknowledgement id beyond 2^53',
    reason: 'JavaScript rounds it, so that the answer would go to another one',
    is: (text, ours) => ours === 'Illegal id' && BigInt(/^.(\d+)/.exec(bodyOf(text))[1]) > MAX_SAFE_ID,
  },
  {
    name: 'nesting deeper than 64 levels',
    reason: 'recursion over it is bounded here',
    is: (text, ours, theirs) => ours === 'invalid payload' && isPacket(theirs) && /[[{]{60}/.test(text),
  },
  {
    name: 'half a surrogate pair in a text',
    reason: 'it has no UTF-8 form: replaced in the name, and the handler is not called',
    is: (text, ours, theirs) => isPacket(ours) && isPacket(theirs) && ours.isUnreadable && /\\ud[89a-f]/i.test(text),
  },
  {
    name: 'a number beyond a double',
    reason: 'JavaScript reads Infinity; here the handler is not called',
    is: (text, ours, theirs) => isPacket(ours) && isPacket(theirs) && ours.isUnreadable && /\de\d{3,}/i.test(text),
  },
  {
    name: 'a fraction as the number of a placeholder',
    reason: 'the parser puts undefined in its place',
    is: (text, ours, theirs) => ours === 'illegal attachments' && isPacket(theirs) && /"num":\d+\.\d*[1-9]/.test(text),
  },
  {
    name: 'an illegal placeholder that a later member of the same name replaces',
    reason: 'the text is checked without building it; JSON.stringify never repeats a name',
    is: (text, ours, theirs) => ours === 'illegal attachments' && isPacket(theirs) && repeatsKey(text),
  },
];

/** Whether some object of the JSON has a name twice: then printing what was read makes it shorter. */
function repeatsKey(text) {
  const names = (source) => source.match(/"(?:[^"\\]|\\.)*"\s*:/g)?.length ?? 0;
  const source = text.slice(text.indexOf('['));
  return names(JSON.stringify(JSON.parse(source))) < names(source);
}

const sequences = Array.from({ length: Number(countText) }, sequence);
const input = sequences
  .map((messages) => JSON.stringify(messages.map((message) => (Buffer.isBuffer(message) ? { $hex: message.toString('hex') } : message))))
  .join('\n');
const run = spawnSync(executable, { input: `${input}\n`, maxBuffer: 1 << 30 });
const lines = run.stdout.toString().split('\n');
if (run.status !== 0 || lines.length !== sequences.length + 1) {
  console.error(`${executable} failed (${run.signal ?? run.status}) after ${lines.length - 1} sequences\n${run.stderr}`);
  process.exit(1);
}

const counts = { packets: 0, binary: 0, errors: 0 };
const fell = new Map(MEANT.map(({ name }) => [name, 0]));
let different = 0;
sequences.forEach((messages, index) => {
  const theirs = reference(messages);
  const ours = JSON.parse(lines[index]);
  for (const [at, verdict] of theirs.entries()) {
    counts.packets += isPacket(verdict) ? 1 : 0;
    counts.binary += isPacket(verdict) && Buffer.isBuffer(messages[at]) ? 1 : 0;
    counts.errors += isError(verdict) ? 1 : 0;
  }
  const length = Math.max(ours.length, theirs.length);
  for (let at = 0; at < length; ++at) {
    const [mine, other] = [ours[at], theirs[at]];
    if (describe(mine) === describe(other)) continue;
    const text = messages.slice(0, at + 1).findLast((message) => typeof message === 'string') ?? '';
    const meant = MEANT.find(({ is }) => is(text, mine, other));
    if (meant) {
      fell.set(meant.name, fell.get(meant.name) + 1);
    } else if (++different <= 20) {
      console.error(JSON.stringify({ messages, text, ours: describe(mine), theirs: describe(other) }));
    }
    return;
  }
});

console.log(`socket.io-parser ${version}, seed ${seedText}: ${sequences.length} sequences with ${counts.packets} packets ` +
  `(${counts.binary} of them binary) and ${counts.errors} errors of the reference`);
for (const { name, reason } of MEANT) console.log(`${String(fell.get(name)).padStart(7)}  ${name}: ${reason}`);
console.log(`${String(different).padStart(7)}  others`);
const unused = MEANT.filter(({ name }) => fell.get(name) === 0);
if (unused.length > 0) console.error(`nothing fell under: ${unused.map(({ name }) => name).join('; ')}`);
process.exit(different === 0 && unused.length === 0 ? 0 : 1);
