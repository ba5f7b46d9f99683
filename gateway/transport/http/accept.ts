import { qualityWeight } from './quality-weight.ts';

/** The media types of a single result. */
export type ResponseType = 'application/json' | 'application/graphql-response+json';

/** The media types of a streamed response: GraphQL over SSE, and Apollo's multipart subscriptions. */
export type StreamType = 'text/event-stream' | 'multipart/mixed';

/** The media types that a client accepts of those that are offered; null: none of that kind. */
export interface Accepted {
  readonly single: ResponseType | null;
  readonly stream: StreamType | null;
}

/** A client without preference gets JSON: one that can read a stream names its type. */
const ANYTHING: Accepted = { single: 'application/json', stream: null };

/** Common headers, which need no parsing. */
const COMMON: ReadonlyMap<string | undefined, Accepted> = new Map([
  [undefined, ANYTHING],
  ['', ANYTHING],
  ['*/*', ANYTHING],
  ['application/json', ANYTHING],
  ['application/graphql-response+json', { single: 'application/graphql-response+json', stream: null }],
]);

interface Offer {
  readonly type: ResponseType | StreamType;
  /** Parameters that a range may have; it must have each of those in `needs`. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly needs: readonly string[];
  /** Whether a range of any type includes it. */
  readonly isInAnyType: boolean;
}

const UTF_8: ReadonlyMap<string, string> = new Map([['charset', 'utf-8']]);

const SINGLE: readonly Offer[] = (['application/json', 'application/graphql-response+json'] as const).map((type) => ({
  type,
  parameters: UTF_8,
  needs: [],
  isInAnyType: true,
}));

const STREAMS: readonly Offer[] = [
  { type: 'text/event-stream', parameters: UTF_8, needs: [], isInAnyType: false },
  {
    type: 'multipart/mixed',
    parameters: new Map([['subscriptionspec', '1.0']]),
    needs: ['subscriptionspec'],
    isInAnyType: false,
  },
];

/** The server chooses the boundary, whatever a client writes. */
const IGNORED_PARAMETERS: ReadonlySet<string> = new Set(['boundary']);

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** Quality weight, 0 to 1. */
  readonly weight: number;
}

/**
 * Reads an `Accept` header (RFC 9110, section 12.5.1): of each kind the type with the highest weight, or the first of those
 * with the same weight. The most specific range decides about a type, so `q=0` excludes it whatever other ranges say.
 */
export function acceptedBy(header: string | undefined): Accepted {
  const accepted = COMMON.get(header);
  if (accepted !== undefined) return accepted;
  const ranges = splitOutsideQuotes(header ?? '', ',').flatMap(rangeOf);
  if (ranges.length === 0) return ANYTHING;
  // as: each list has only offers of its own kind.
  return { single: best(SINGLE, ranges) as ResponseType | null, stream: best(STREAMS, ranges) as StreamType | null };
}

function best(offers: readonly Offer[], ranges: readonly MediaRange[]): string | null {
  let found: string | null = null;
  let weight = 0;
  let position = 0;
  for (const offer of offers) {
    const at = decidingRange(offer, ranges);
    const given = ranges[at]?.weight ?? 0;
    if (given === 0 || given < weight || (given === weight && at >= position)) continue;
    [found, weight, position] = [offer.type, given, at];
  }
  return found;
}

/** The position of the most specific range that an offer falls under; -1 for none. */
function decidingRange(offer: Offer, ranges: readonly MediaRange[]): number {
  let found = -1;
  let most = 0;
  for (const [at, range] of ranges.entries()) {
    const precision = precisionOf(range, offer);
    if (precision <= most) continue;
    found = at;
    most = precision;
  }
  return found;
}

/** How specifically a range names an offer; 0: not at all. */
function precisionOf({ type, parameters }: MediaRange, offer: Offer): number {
  if (type === '*/*') return offer.isInAnyType ? 1 : 0;
  if (type === `${offer.type.split('/')[0]}/*`) return offer.needs.length === 0 ? 2 : 0;
  if (type !== offer.type || offer.needs.some((name) => !parameters.has(name))) return 0;
  for (const [name, value] of parameters)
    if (!IGNORED_PARAMETERS.has(name) && offer.parameters.get(name) !== value.replace(/^utf8$/, 'utf-8')) return 0;
  return 3 + parameters.size;
}

/** The parsed range; empty for text that is not a range. */
function rangeOf(text: string): MediaRange[] {
  const [type = '', ...rest] = splitOutsideQuotes(text, ';').map((part) => part.trim().toLowerCase());
  if (!/^[^\s/]+\/[^\s/]+$/.test(type)) return [];
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const [, name = '', value = ''] = /^([^=\s]+)\s*=\s*"?([^"]*)"?$/.exec(part) ?? [];
    // Parameters after the weight do not belong to the media type.
    if (name === 'q') return [{ type, parameters, weight: qualityWeight(value) }];
    if (name !== '') parameters.set(name, value);
  }
  return [{ type, parameters, weight: 1 }];
}

function splitOutsideQuotes(text: string, separator: ',' | ';'): readonly string[] {
  if (!text.includes('"')) return text.split(separator);
  return text.match(separator === ',' ? /(?:"(?:\\.|[^"\\])*"|[^,])+/g : /(?:"(?:\\.|[^"\\])*"|[^;])+/g) ?? [];
}
