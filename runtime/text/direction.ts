/** Characters that open a run of another direction, by what closes it: UAX #9, section 2. */
const CLOSED_BY: ReadonlyMap<string, string> = new Map([
  ...['\u202a', '\u202b', '\u202d', '\u202e'].map((opening) => [opening, '\u202c'] as const),
  ...['\u2066', '\u2067', '\u2068'].map((opening) => [opening, '\u2069'] as const),
]);

const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/;
const ENDS_OF_PARAGRAPHS = /([\n\r\u0085\u2028\u2029])/;

/**
 * A text whose controls of direction change nothing outside it: in each paragraph what was opened is closed, and what
 * closes nothing is left out. The direction that readers see inside the text stays the same.
 */
export const balanceDirections = (value: string): string =>
  CONTROLS.test(value) ? value.split(ENDS_OF_PARAGRAPHS).map(balanceParagraph).join('') : value;

/** A text without controls that open or close a run of another direction. */
export const withoutDirections = (value: string): string => value.replaceAll(new RegExp(CONTROLS, 'g'), '');

function balanceParagraph(paragraph: string): string {
  const open: string[] = [];
  let balanced = '';
  for (const character of paragraph) {
    const closing = CLOSED_BY.get(character);
    if (closing !== undefined) open.push(closing);
    else if (character === '\u2069') {
      // An isolate's end also ends the embeddings that were opened in it.
      const from = open.lastIndexOf(character);
      if (from === -1) continue;
      balanced += open
        .splice(from + 1)
        .reverse()
        .join('');
      open.pop();
    } else if (character === '\u202c') {
      if (open.at(-1) !== character) continue;
      open.pop();
    }
    balanced += character;
  }
  return balanced + open.reverse().join('');
}
