import { qualityWeight } from './quality-weight.ts';

/** The media types of an answer that is complete at once. */
export type AnswerType = 'application/json' | 'application/graphql-response+json';

/** The media types of an answer that comes in pieces: GraphQL over SSE, and subscriptions in multipart. */
export type StreamType = 'text/event-stream' | 'multipart/mixed';

/** What a client accepts, as far as it is offered here; null: none of that kind. */
export interface Accepted {
  readonly single: AnswerType | null;
  readonly stream: StreamType | null;
}

/** Who says nothing, or takes anything, gets JSON: a client must name a stream to be able to read one. */
const ANYTHING: Accepted = { single: 'application/json', stream: null };

/** Headers that need no parsing. */
const COMMON: ReadonlyMap<string | undefined, Accepted> = new Map([
  [undefined, ANYTHING],
  ['', ANYTHING],
  ['*/*', ANYTHING],
  ['application/json', ANYTHING],
  ['application/graphql-response+json', { single: 'application/graphql-response+json', stream: null }],
]);

interface Offer {
  readonly type: AnswerType | StreamType;
  /** Parameters of a range that it has; of those in `needs` the range must have each. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly needs: readonly string[];
  /** Whether a range of any type at all means it too. */
  readonly isForAnybody: boolean;
}

const UTF_8: ReadonlyMap<string, string> = new Map([['charset', 'utf-8']]);

const SINGLE: readonly Offer[] = (['application/json', 'application/graphql-response+json'] as const).map((type) => ({
  type,
  parameters: UTF_8,
  needs: [],
  isForAnybody: true,
}));

const STREAMS: readonly Offer[] = [
  { type: 'text/event-stream', parameters: UTF_8, needs: [], isForAnybody: false },
  {
    type: 'multipart/mixed',
    parameters: new Map([['subscriptionspec', '1.0']]),
    needs: ['subscriptionspec'],
    isForAnybody: false,
  },
];

/** A boundary is ours to choose, whatever a client writes. */
const IGNORED_PARAMETERS: ReadonlySet<string> = new Set(['boundary']);

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** 0 to 1. */
  readonly weight: number;
}

/**
 * Reads an `Accept` header (RFC 9110, section 12.5.1): of each kind the type with the greatest weight, of several the one
 * that stands first. The most specific range decides about a type, so `q=0` excludes it whatever stands beside.
 */
export function acceptedBy(header: string | undefined): Accepted {
  const known = COMMON.get(header);
  if (known !== undefined) return known;
  const ranges = splitOutsideQuotes(header ?? '', ',').flatMap(rangeOf);
  if (ranges.length === 0) return ANYTHING;
  // as: each list holds offers of its own kind alone.
  return { single: best(SINGLE, ranges) as AnswerType | null, stream: best(STREAMS, ranges) as StreamType | null };
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

/** How precisely a range names an offer; 0: not at all. */
function precisionOf({ type, parameters }: MediaRange, offer: Offer): number {
  if (type === '*/*') return offer.isForAnybody ? 1 : 0;
  if (type === `${offer.type.split('/')[0]}/*`) return offer.needs.length === 0 ? 2 : 0;
  if (type !== offer.type || offer.needs.some((name) => !parameters.has(name))) return 0;
  for (const [name, value] of parameters)
    if (!IGNORED_PARAMETERS.has(name) && offer.parameters.get(name) !== value.replace(/^utf8$/, 'utf-8')) return 0;
  return 3 + parameters.size;
}

/** A range as it is compared; nothing for what is none. */
function rangeOf(text: string): MediaRange[] {
  const [type = '', ...rest] = splitOutsideQuotes(text, ';').map((part) => part.trim().toLowerCase());
  if (!/^[^\s/]+\/[^\s/]+$/.test(type)) return [];
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const [, name = '', value = ''] = /^([^=\s]+)\s*=\s*"?([^"]*)"?$/.exec(part) ?? [];
    // What follows the weight is none of the type's parameters.
    if (name === 'q') return [{ type, parameters, weight: qualityWeight(value) }];
    if (name !== '') parameters.set(name, value);
  }
  return [{ type, parameters, weight: 1 }];
}

function splitOutsideQuotes(text: string, separator: ',' | ';'): readonly string[] {
  if (!text.includes('"')) return text.split(separator);
  return text.match(separator === ',' ? /(?:"(?:\\.|[^"\\])*"|[^,])+/g : /(?:"(?:\\.|[^"\\])*"|[^;])+/g) ?? [];
}
