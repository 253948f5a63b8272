import { Chat } from './chat.js';
import { byId, toggles } from './dom.js';
import { signedIn, tokenOf } from './identity.js';
import { askForRoom } from './sidebar.js';
import { loadSource } from './source.js';

const WIDE = matchMedia('(min-width: 1200px)');

let chat = null;

function enter(name) {
  signedIn.set(name);
  byId('sign-in').hidden = true;
  byId('chat').hidden = false;
  chat = new Chat({
    name,
    token: tokenOf(name),
    onRefused: () => leave(`The server does not give you the name “${name}”. It may be somebody else's: choose another.`),
  });
}

function leave(problem = '') {
  chat?.close();
  chat = null;
  signedIn.clear();
  if (!problem) {
    // Nothing of one person is left for the next.
    location.reload();
    return;
  }
  byId('chat').hidden = true;
  byId('sign-in').hidden = false;
  byId('sign-in-problem').textContent = problem;
  byId('name').select();
}

byId('name').value = signedIn.get() ?? signedIn.last();
byId('sign-in-form').onsubmit = (event) => {
  event.preventDefault();
  const name = byId('name').value.trim();
  byId('sign-in-problem').textContent = name ? '' : 'Choose a name first.';
  if (name) {
    enter(name);
  }
};
byId('sign-out').onclick = () => leave();
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && chat?.seen());

const showRoomForm = toggles(byId('new-room'), byId('room-form'), (isShown) => isShown && byId('room-name').focus());
askForRoom(byId('room-form'), showRoomForm, (room) => chat.makeRoom(room));

const showSource = toggles(byId('source-toggle'), byId('source'), (isShown) => {
  byId('chat').dataset.source = String(isShown);
  if (isShown) {
    loadSource(byId('source-text'));
  }
});
byId('source-close').onclick = () => {
  showSource(false);
  byId('source-toggle').focus();
};
showSource(WIDE.matches);

// On a narrow window the sidebar and the badge are drawers, one at a time.
const drawers = ['sidebar', 'badge'];
function showDrawer(shown) {
  for (const name of drawers) {
    byId(name).classList.toggle('shown', name === shown);
    byId(`${name}-toggle`).setAttribute('aria-expanded', String(name === shown));
  }
}
for (const name of drawers) {
  byId(`${name}-toggle`).onclick = () => showDrawer(byId(name).classList.contains('shown') ? null : name);
}
byId('chat').addEventListener('conversation-opened', () => showDrawer(null));
document.addEventListener('keydown', (event) => {
  const shown = drawers.find((name) => byId(name).classList.contains('shown'));
  if (event.key === 'Escape' && shown) {
    showDrawer(null);
    byId(`${shown}-toggle`).focus();
  }
});

if (signedIn.get()) {
  enter(signedIn.get());
} else {
  byId('name').select();
}
