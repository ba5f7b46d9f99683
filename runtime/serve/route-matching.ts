import type { RouteDeclaration } from '../executor/route.ts';

type Located = Pick<RouteDeclaration, 'method' | 'path'>;

/** A declared route that fits a request, and the decoded values of its `:name` segments. */
export interface RouteMatch<Declared extends Located = RouteDeclaration> {
  readonly route: Declared;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route for a method and a path as it was sent; null when none fits. */
export type MatchRoute<Declared extends Located = RouteDeclaration> = (
  method: string,
  pathname: string,
) => RouteMatch<Declared> | null;

/** One segment of a declared path: a literal (`name` null), or a parameter with the literal that ends it. */
interface Segment {
  readonly name: string | null;
  readonly literal: string;
}

interface Pattern<Declared> {
  readonly route: Declared;
  readonly segments: readonly Segment[];
}

const PARAMETER = /^:([A-Za-z_]\w*)([^:]*)$/;

/**
 * Makes the one matcher of routes, for gateways and served subgraphs. From left to right a literal segment goes before
 * `:name.ending`, and that before `:name`, whatever the order of declaration. A slash at the end of a path makes no
 * difference, and percent-encoding makes none but for the slash. HEAD falls back to the route of GET.
 *
 * @throws when two routes would fit the same requests, or a path cannot be read.
 */
export function createRouteMatcher<Declared extends Located>(routes: readonly Declared[]): MatchRoute<Declared> {
  const patterns = new Map<string, Pattern<Declared>[]>();
  const shapes = new Set<string>();
  for (const route of routes) {
    const segments = splitPath(route.path).map((text) => parseSegment(text, route.path));
    const shape = `${route.method} /${segments.map(shapeOf).join('/')}`;
    if (shapes.has(shape)) throw new Error(`Two routes fit the same requests: ${route.method} ${route.path}`);
    shapes.add(shape);
    const key = keyOf(route.method, segments.length);
    patterns.set(key, [...(patterns.get(key) ?? []), { route, segments }]);
  }
  for (const candidates of patterns.values()) candidates.sort((one, other) => compare(one.segments, other.segments));

  const find = (method: string, given: readonly string[]): RouteMatch<Declared> | null => {
    for (const { route, segments } of patterns.get(keyOf(method, given.length)) ?? []) {
      const params = matchSegments(segments, given);
      if (params !== null) return { route, params };
    }
    return null;
  };
  return (method, pathname) => {
    const given = decodeSegments(splitPath(pathname));
    if (given === null) return null;
    return find(method, given) ?? (method === 'HEAD' ? find('GET', given) : null);
  };
}

const keyOf = (method: string, length: number): string => `${method} ${length}`;

const splitPath = (path: string): string[] =>
  path
    .replace(/(?<=.)\/$/, '')
    .split('/')
    .slice(1);

function parseSegment(text: string, path: string): Segment {
  if (!text.includes(':')) return { name: null, literal: text };
  const [, name, literal = ''] = PARAMETER.exec(text) ?? [];
  if (name === undefined) throw new Error(`The path of a route cannot be read: ${path}`);
  return { name, literal };
}

/** Parameters match the same requests whatever their names. */
const shapeOf = ({ name, literal }: Segment): string => `${name === null ? '' : ':'}${literal}`;

/** Literals first, then the parameter with the longer ending; by the first segment in which two patterns differ. */
function compare(one: readonly Segment[], other: readonly Segment[]): number {
  for (const [at, segment] of one.entries()) {
    const difference = rankOf(segment) - rankOf(other[at] ?? segment);
    if (difference !== 0) return difference;
  }
  return 0;
}

const rankOf = ({ name, literal }: Segment): number => (name === null ? Number.MIN_SAFE_INTEGER : -literal.length);

function matchSegments(segments: readonly Segment[], given: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [at, { name, literal }] of segments.entries()) {
    const value = given[at] ?? '';
    if (name === null) {
      if (value !== literal) return null;
      continue;
    }
    if (value.length <= literal.length || !value.endsWith(literal)) return null;
    params[name] = value.slice(0, value.length - literal.length);
  }
  return params;
}

/** Null when the encoding of a segment is broken: then nothing was asked for that could be here. */
function decodeSegments(segments: readonly string[]): readonly string[] | null {
  try {
    return segments.map((segment) => decodeURIComponent(segment));
  } catch {
    return null;
  }
}
