// Compares our decoder with socket.io-parser on random packets:
//   node packet_decoder_differential.js <packet_decoder_verdicts executable> [count] [seed]
// The differences that are meant are listed in `isMeant`.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../interop/package.json', import.meta.url));
const { Decoder } = require('socket.io-parser');

const [executable, countText = '200000', seedText = '1'] = process.argv.slice(2);
const count = Number(countText);
let state = Number(seedText) >>> 0;

function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}
const pick = (list) => list[random(list.length)];

const PIECES = [
  '[', ']', '{', '}', ',', ':', '"', '\\', '-', '/', '.', 'e', '0', '1', '12', '7', 'a', 'true', 'null',
  '"a"', '"connect"', '"\\u0063onnect"', '"disconnect"', '["a"]', '["a",1]', '{"b":1}', '[]', '{}', '1-',
  '2-', '10-', '11-', '/admin,', '/admin', ' ', '\t', '"\\ud83d"', '"\\n"', '1.5', '-0', '1e5', '01', 'é', '""',
];
const SEEDS = [
  '0', '0{"token":"1"}', '0/admin,', '1', '1/admin,', '2["echo",1]', '212["echo","a"]', '2/admin,1["x",{"y":[1]}]',
  '312["a"]', '30[]', '4{"message":"x"}', '4"x"', '51-["b",{"_placeholder":true,"num":0}]',
  '61-9[{"_placeholder":true,"num":0}]', '2["\\u0061",null,true,-1.5e-3]',
];

function generate() {
  if (random(3) === 0) {
    let text = String(random(8));
    for (let length = random(7); length > 0; --length) text += pick(PIECES);
    return text;
  }
  let text = pick(SEEDS);
  for (let edits = random(3); edits >= 0; --edits) {
    const at = random(text.length + 1);
    text = text.slice(0, at) + (random(3) ? pick(PIECES) : '') + text.slice(at + random(3));
  }
  return text;
}

function reference(text) {
  let packet;
  try {
    packet = new Decoder().decodeString(text);
  } catch {
    return '-';
  }
  const isEvent = packet.type === 2 || packet.type === 5;
  const name = packet.data === undefined ? '' : JSON.stringify(isEvent ? String(packet.data[0]) : '');
  return [packet.type, packet.nsp, packet.id ?? '', packet.attachments ?? 0, name].join('\t');
}

function isMeant(text, ours, theirs) {
  const body = text.replace(/^[56][^-]*-/, (head) => head[0]).replace(/^(.)\/[^,]*,?/, '$1');
  return (
    // The reference takes white space, and nothing, for a zero: as the type and in ids.
    /^(\s|$)/.test(text) ||
    /^.\d*\s/.test(body) ||
    // An event without a payload.
    /^[25]\d*$/.test(body) ||
    // Counts that JavaScript reads as numbers and nobody sends.
    (/^[56](\s*\d[^-]*|\s*)-/.test(text) && !/^[56]\d+-/.test(text)) ||
    // Leading zeros and ids beyond 2^53 are numbers to JavaScript.
    /^.\d{16,}/.test(body) ||
    // A number as the name keeps its spelling.
    (/^[25]\d*\s*\[\s*-?\d/.test(body) && ours !== '-' && theirs !== '-') ||
    // An unpaired surrogate in a name is replaced.
    (/\\u[dD][89a-fA-F]/.test(text) && ours !== '-' && theirs !== '-')
  );
}

const inputs = Array.from({ length: count }, generate).filter((text) => !text.includes('\n'));
const run = spawnSync(executable, { input: inputs.join('\n') + '\n', maxBuffer: 1 << 30 });
const verdicts = run.stdout.toString().split('\n');
let accepted = 0;
let meant = 0;
let different = 0;
inputs.forEach((text, index) => {
  const theirs = reference(text);
  const ours = verdicts[index];
  accepted += theirs === '-' ? 0 : 1;
  if (ours === theirs) return;
  if (isMeant(text, ours, theirs)) {
    ++meant;
  } else if (++different <= 20) {
    console.error(JSON.stringify({ text, ours, theirs }));
  }
});
console.log(`${inputs.length} packets, ${accepted} accepted by the reference, ${meant} meant differences, ${different} others`);
process.exit(different === 0 ? 0 : 1);
