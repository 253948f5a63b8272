import { element } from './dom.js';

const KEYWORDS =
  'alignas auto bool break case catch char class co_await co_return const constexpr continue default delete do double ' +
  'else enum explicit export false final float for friend if inline int long mutable namespace new noexcept nullptr ' +
  'operator override private protected public requires return short signed sizeof static static_assert struct switch ' +
  'template this throw true try typename union unsigned using virtual void while';

/** What gets a colour, by the name of its class. */
const PIECES = new RegExp(
  [
    String.raw`(?<comment>//[^\n]*|/\*[\s\S]*?\*/)`,
    String.raw`(?<text>"(?:\\.|[^"\\\n])*"|(?<=#include )<[^>\n]*>)`,
    String.raw`(?<directive>#\w+)`,
    String.raw`(?<keyword>\b(?:${KEYWORDS.split(' ').join('|')})\b)`,
    String.raw`(?<type>\b[A-Z]\w*[a-z]\w*\b)`,
    String.raw`(?<number>\b\d[\d'.]*\b)`,
  ].join('|'),
  'g',
);

/** C++ as text and coloured pieces of text. */
export function coloured(source) {
  const pieces = [];
  let end = 0;
  for (const match of source.matchAll(PIECES)) {
    const [kind] = Object.entries(match.groups).find(([, text]) => text !== undefined);
    pieces.push(source.slice(end, match.index), element('span', { className: kind }, match[0]));
    end = match.index + match[0].length;
  }
  pieces.push(source.slice(end));
  return pieces;
}

/** Fills the panel, once. */
export async function loadSource(panel) {
  if (panel.childNodes.length > 0) {
    return;
  }
  const response = await fetch('/source');
  const text = response.ok ? await response.text() : `The source could not be loaded (${response.status}).`;
  panel.replaceChildren(...coloured(text.trimEnd()));
}
