import type { RouteRequest } from '../executor/route.ts';

/** What identifies the state of a representation. */
export interface Validators {
  /** With its quotes, and `W/` before them when it is weak. Null: there is none. */
  readonly etag: string | null;
  readonly lastModified: Date | null;
}

const SECOND_MS = 1_000;

/** An entity tag with the numbers and times of a content in it; strong, as long as they change with every byte of it. */
export const entityTag = (...parts: readonly (string | number)[]): string =>
  `"${parts.map((part) => encodeURIComponent(part)).join('-')}"`;

/**
 * Whether the client has the current representation, so that the response to a GET or HEAD is 304 (RFC 9110, section
 * 13.2.2): by `If-None-Match`, and only without it by `If-Modified-Since`.
 */
export function isNotModified(
  { method, headers }: Pick<RouteRequest, 'method' | 'headers'>,
  { etag, lastModified }: Validators,
): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const tags = headers.get('if-none-match');
  if (tags !== null)
    return tags.trim() === '*' || (etag !== null && tagsIn(tags).some((tag) => isWeakMatch(tag, etag)));
  const since = headers.get('if-modified-since');
  return since !== null && lastModified !== null && secondsOf(lastModified) <= secondsIn(since);
}

/**
 * Whether a range is still of the representation that the client has a part of (RFC 9110, section 13.1.5). Without
 * `If-Range` it is.
 */
export function mayUseRange({ headers }: Pick<RouteRequest, 'headers'>, { etag, lastModified }: Validators): boolean {
  const condition = headers.get('if-range')?.trim();
  if (condition === undefined) return true;
  if (/^(W\/)?"/.test(condition)) return condition === etag && !condition.startsWith('W/');
  return lastModified !== null && secondsOf(lastModified) === secondsIn(condition);
}

/** A comma may be a part of a tag. */
const tagsIn = (header: string): readonly string[] => header.match(/(W\/)?"[^"]*"/g) ?? [];

const isWeakMatch = (one: string, other: string): boolean => one.replace(/^W\//, '') === other.replace(/^W\//, '');

/** Dates of HTTP have no fractions of a second. */
const secondsOf = (date: Date): number => Math.floor(date.getTime() / SECOND_MS);

/** NaN for what is no date: it is neither before nor after any other. */
const secondsIn = (header: string): number => Math.floor(Date.parse(header) / SECOND_MS);
