/** The form in which words are compared: one case, without accents, with single spaces. */
export const foldWord = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();

const LETTER_OR_DIGIT = /[\p{L}\p{N}_]/u;

/** Whether a text has a muted word or phrase, as a whole, or one of the tags is muted: such a word begins with `#`. */
export function holdsMutedWord(words: readonly string[], text: string, tags: readonly string[]): boolean {
  if (words.length === 0) return false;
  const folded = foldWord(text);
  const foldedTags = new Set(tags.map((tag) => `#${foldWord(tag)}`));
  return words.some((muted) => {
    const word = foldWord(muted);
    return word.startsWith('#') ? foldedTags.has(word) : hasWhole(folded, word);
  });
}

/** Whether `text` has `word` with no letter or digit beside it. In scripts without spaces it counts anywhere. */
function hasWhole(text: string, word: string): boolean {
  if (word === '') return false;
  const isUnspaced = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}]/u.test(word);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text.slice(0, at).match(/.$/su)?.[0] ?? ' ';
    const after = text.slice(at + word.length).match(/^./su)?.[0] ?? ' ';
    if (isUnspaced || !(LETTER_OR_DIGIT.test(before) || LETTER_OR_DIGIT.test(after))) return true;
  }
  return false;
}
