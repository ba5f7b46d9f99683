import { LinkifyIt } from 'linkify-it';
import { parseAddress } from './web-address.ts';

/** What a text names, each once and in the order in which it comes first. */
export interface WrittenNames {
  /** Nicknames behind `@`, as they are written. */
  readonly nicknames: readonly string[];
  /** Tags behind `#`, as they are written. */
  readonly tags: readonly string[];
  /** Addresses with `http:` or `https:`; one without gets `https:`. */
  readonly links: readonly string[];
}

/** Most names of one kind that a text may have; what comes after them is mere text. */
export const MAX_NICKNAMES = 50;
export const MAX_TAGS = 30;
const MAX_LINKS = 30;

const MAX_TAG_LENGTH = 50;

/** Letters, digits, marks that belong to them, and underscores. */
const TAG = /[\p{L}\p{M}\p{N}_]+/u;
const NICKNAME = /[\p{L}\p{M}\p{N}_.]{3,40}/u;

/** A name begins neither within a word nor within an address: `a@b` and `x#y` name nobody. */
const NAMES = new RegExp(
  `(?<![\\p{L}\\p{M}\\p{N}_@#&/.])(?:@(?<nickname>${NICKNAME.source})|#(?<tag>${TAG.source}))`,
  'gu',
);

const linkify = new LinkifyIt({ fuzzyEmail: true, fuzzyIP: false });

/** The form in which tags are compared; null for what cannot be a tag: no letter, or more than 50 characters. */
export function tagKey(tag: string): string | null {
  const key = tag.replace(/^#/, '').normalize('NFKC').toLowerCase();
  const isTag = new RegExp(`^${TAG.source}$`, 'u').test(key) && /\p{L}/u.test(key);
  return isTag && [...key].length <= MAX_TAG_LENGTH ? key : null;
}

/** Finds whom, what and where a text names. Names within addresses are part of them. */
export function findNames(text: string): WrittenNames {
  const links = new Set<string>();
  let rest = text;
  for (const { index, lastIndex, schema, url } of linkify.match(text) ?? []) {
    rest = rest.slice(0, index) + ' '.repeat(lastIndex - index) + rest.slice(lastIndex);
    const address = schema === '' ? parseAddress(url.replace(/^http:/, 'https:')) : parseAddress(url);
    if (address !== null && /^https?:$/.test(address.protocol)) links.add(address.href);
  }
  const nicknames = new Map<string, string>();
  const tags = new Map<string, string>();
  for (const { groups = {} } of rest.matchAll(NAMES)) {
    const nickname = groups['nickname']?.replace(/[.-]+$/, '');
    if (nickname !== undefined && [...nickname].length >= 3) setOnce(nicknames, nickname.toLowerCase(), nickname);
    const key = groups['tag'] === undefined ? null : tagKey(groups['tag']);
    if (key !== null) setOnce(tags, key, groups['tag'] ?? '');
  }
  return {
    nicknames: [...nicknames.values()].slice(0, MAX_NICKNAMES),
    tags: [...tags.values()].slice(0, MAX_TAGS),
    links: [...links].slice(0, MAX_LINKS),
  };
}

const setOnce = (names: Map<string, string>, key: string, name: string): void => {
  if (!names.has(key)) names.set(key, name);
};
