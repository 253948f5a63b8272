import { byId } from './dom.js';

/** Shows the state of the line: transport, ping, socket, node, and whether the last session was recovered. */
export function showConnection({ state, transports, ping, id, node, recovered }) {
  const path = transports.join(' → ');
  const pingText = ping === null ? '–' : `${ping.toFixed(ping < 10 ? 1 : 0)} ms`;
  const texts = {
    transport: state === 'offline' ? 'reconnecting …' : path || 'connecting',
    ping: pingText,
    sid: id ?? '–',
    node: node ?? '–',
    recovered: recovered === null ? '–' : recovered ? 'yes' : 'no',
  };
  for (const [name, text] of Object.entries(texts)) {
    const target = byId(`badge-${name}`);
    if (target.textContent !== text) {
      target.textContent = text;
    }
  }
  byId('badge-sid').title = texts.sid;
  byId('badge').dataset.state = state;
  byId('badge-toggle').dataset.state = state;
  byId('badge-summary').textContent = state === 'online' ? `${transports.at(-1)}, ${pingText}` : texts.transport;
  byId('drop').disabled = state !== 'online';
}
