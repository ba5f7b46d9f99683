/** A placeholder. Only the path and the query are used, because clients choose the `Host` header. */
const BASE = 'http://localhost';
/** Two leading slashes would be parsed as a host. */
const PATH = /^\/(?![/\\])/;
const ABSOLUTE = /^https?:\/\//i;

/**
 * The path and query of an HTTP request line, on a placeholder host. Null when the target is neither a path
 * (`/graphql?x`) nor an absolute `http:` or `https:` address (RFC 9112, section 3.2).
 */
export function parseRequestTarget(target: string | undefined): URL | null {
  if (target === undefined) return null;
  if (PATH.test(target)) return URL.parse(target, BASE);
  const url = ABSOLUTE.test(target) ? URL.parse(target) : null;
  return url === null ? null : parseRequestTarget(`${url.pathname}${url.search}`);
}

/** Whether `parseRequestTarget` can read a request line. It can read every path, so those are not parsed here. */
export const isRequestTarget = (target: string): boolean => PATH.test(target) || parseRequestTarget(target) !== null;

/**
 * The path and query of a request that has passed `isRequestTarget`.
 *
 * @throws when it has not.
 */
export function requestUrl({ url }: { readonly url: string }): URL {
  const parsed = parseRequestTarget(url);
  if (parsed === null) throw new Error('The request target was not checked.');
  return parsed;
}
