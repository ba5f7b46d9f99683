const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Most characters of a name that are shown. */
const MAX_SHOWN = 20;

const charactersOf = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** A name that shows whether it is the right person and not who else they are: the first part, and the initial of the last. */
export function maskName(name: string): string {
  const [first = '', ...others] = name.trim().split(/\s+/u);
  const shown = charactersOf(first).slice(0, MAX_SHOWN).join('');
  const [initial] = charactersOf(others.at(-1) ?? '');
  return initial === undefined ? shown : `${shown} ${initial}.`;
}
