/** Shortest description that can say more than a name. */
const MIN_LENGTH = 16;

/** Words that carry nothing by themselves. */
const FILLER = new Set(
  (
    'a an the this that these those it its is are was be been of to for in on at by with from as and or which what who ' +
    'whose whom one ones all each every any some made needs need part context concerned here such'
  ).split(' '),
);

/** Sentences that could stand at anything: "What sending needs." */
const HOLLOW =
  /^(what|the part of the context that|everything that) [^,.]{1,40} (needs?|uses|(is|are) (made|built) (of|with|from))\.?$/i;

/** What is wrong with the description of something that is called `name`; null when nothing is. */
export function objectionTo(description: string, name: string): string | null {
  const text = description.trim();
  if (text === '') return 'has no docstring';
  if (text.length < MIN_LENGTH) return `"${text}" is under ${MIN_LENGTH} characters: say what the name does not`;
  const nameWords = new Set(wordsOf(name));
  const says = wordsOf(text).filter((word) => !FILLER.has(word));
  if (says.some((word) => !nameWords.has(word)) && !HOLLOW.test(text)) return null;
  return `"${text}" only repeats the name: say what the name does not, or leave the description out`;
}

/** Words in lower case without their endings, so that `Deletes the accounts` is `deleteAccount`. */
const wordsOf = (text: string): readonly string[] =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => (FILLER.has(word) || word.length < 4 ? word : word.replace(/(ies|es|ed|ing|e|s|y)$/, '')));
