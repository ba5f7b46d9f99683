import type { RouteRequest } from '../executor/route.ts';
import { isText } from '../text/is-text.ts';

/** Maximum length of path and query together, in characters as sent. */
const MAX_TARGET_LENGTH = 8_192;

/**
 * A route's request whose path values and query hold nothing but text, by the rule that a person's text in a GraphQL
 * input keeps to: no NUL and no other control characters but tab and line breaks, Unicode NFC, bounded length. Null when
 * they hold anything else. Headers are not looked at, since HTTP itself allows no such character in them; nor is the body,
 * since signatures need its bytes as they came: who parses it checks what it finds.
 */
export function checkRouteText(request: RouteRequest): RouteRequest | null {
  const { url, params } = request;
  if (url.pathname.length + url.search.length > MAX_TARGET_LENGTH) return null;
  const query = [...url.searchParams];
  if (![...query, ...Object.entries(params)].flat().every(isText)) return null;
  const checked = new URL(url);
  // Written anew only where it changes something: another way of writing the same query stays as it was signed.
  if (query.flat().some(isNotNormal)) checked.search = new URLSearchParams(query.map(normalPair)).toString();
  return { ...request, url: checked, params: Object.fromEntries(Object.entries(params).map(normalPair)) };
}

const normal = (text: string): string => text.normalize('NFC');
const isNotNormal = (text: string): boolean => normal(text) !== text;
const normalPair = ([name, value]: [string, string]): [string, string] => [normal(name), normal(value)];
