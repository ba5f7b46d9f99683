import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { openGateway } from '../gateway/index.ts';
import { percentile } from './percentiles.ts';

const many = (count: number, text: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => text(at)).join(' ');
const nested = (levels: number, name: string, core: string): string =>
  `${`${name} { `.repeat(levels)}${core}${' }'.repeat(levels)}`;
const page = (levels: number, first: number): string =>
  levels === 0 ? 'id' : `friends(first: ${first}) { edges { node { ${page(levels - 1, first)} } } }`;
/** As many as a document's tokens can hold, each level asking twice for the next. */
const doubling = (levels: number): string =>
  many(levels, (n) => `fragment F${n} on User { ...F${n + 1} ...F${n + 1} }`);

/** Documents that ask for more than a gateway should do, or should even read. */
const HOSTILE: Readonly<Record<string, string | object>> = {
  'deep selections': `{ me { ${nested(100, 'friends { edges { node', 'id').replaceAll(' }', ' } } }')} } }`,
  'deep lists in a literal': `{ user(id: ${'['.repeat(490)}${']'.repeat(490)}) { id } }`,
  'deep objects in variables': {
    query: 'mutation ($i: SendMessageInput!) { sendMessage(input: $i) { errors { __typename } } }',
    variables: { i: JSON.parse(`${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`) },
  },
  'deep inline fragments': `{ me { ${nested(300, '...', 'id')} } }`,
  'one field, as often as tokens last': `{ me { ${many(990, () => 'id')} } }`,
  'one field with one argument, as often as tokens last': `{ me { ${many(150, () => 'friends(first: 1) { totalCount }')} } }`,
  'fields that conflict': `{ me { ${many(150, (n) => `friends(first: ${n}) { totalCount }`)} } }`,
  'pages in pages': `{ me { ${page(4, 100)} } }`,
  aliases: `{ ${many(300, (n) => `a${n}: __typename`)} }`,
  'aliases in fragments': `{ ${many(10, () => 'me { ...F }')} } fragment F on User { ${many(15, (n) => `a${n}: id`)} }`,
  directives: `{ me { id ${many(490, () => '@skip')} } }`,
  'unknown directives': `{ me { id ${many(49, (n) => `@d${n}`)} } }`,
  'root fields': `{ ${many(490, () => 'me{id}')} }`,
  'a circle of fragments': '{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A }',
  'a long circle of fragments': `{ me { ...F0 } } ${many(150, (n) => `fragment F${n} on User { ...F${(n + 1) % 150} }`)}`,
  'fragments that double': `{ me { ...F0 } } ${doubling(80)} fragment F80 on User { id }`,
  'fragments that nobody spreads': `{ me { id } } ${many(150, (n) => `fragment F${n} on User { id }`)}`,
  'fragments that all spread each other': `{ me { ...F0 } } ${many(30, (n) => `fragment F${n} on User { ${many(30 - n - 1, (m) => `...F${n + m + 1}`)} id }`)}`,
  'fields that resemble known ones': `{ ${many(9, (n) => `me { profil${n} frends${n} sesions${n} conversatons${n} }`)} }`,
  'types that resemble known ones': `{ me { ${many(150, (n) => `... on Usr${n} { id }`)} } }`,
  variables: `query (${many(190, (n) => `$v${n}: Int`)}) { me { id } }`,
  'variables that are missing': `query (${many(150, (n) => `$v${n}: Int!`)}) { me { id } }`,
  operations: many(190, (n) => `query Q${n} { me { id } }`),
  tokens: `{ ${'me{id}'.repeat(20_000).slice(0, 95_000)} }`,
  'one huge name': `{ ${'a'.repeat(98_000)} }`,
  'one huge number': `{ user(id: ${'9'.repeat(98_000)}) { id } }`,
  'one huge text': `{ user(id: "${'\\u0041'.repeat(16_000)}") { id } }`,
  'one huge comment': `#${'x'.repeat(98_000)}\n{ nope }`,
  'a text that does not end': `{ user(id: "${'x'.repeat(98_000)}`,
  'a block of text that does not end': `{ user(id: """${'"" '.repeat(30_000)}`,
  'spaces of every kind': `{\u00a0me\u2003{ id } }`,
  'letters that look alike': '{ m\u0435 { id } }',
  'half a character': '{ user(id: "\\uD800") { id } }',
  'an emoji as a name': '{ \u{1f600} }',
  'a byte order mark alone': '\ufeff',
  NUL: '{ user(id: "\\u0000") { id } }',
  'introspection, deep': `{ __schema { types { ${nested(100, 'fields { type { ofType', 'name').replaceAll(' }', ' } } }')} } } }`,
  'too large a body': 'x'.repeat(1_000_000),
};

/** Longest time to a refusal. */
const GOAL_MS = 50;
const ROUNDS = 7;

/**
 * Sends each hostile document to a gateway over this project's supergraph, over HTTP, and prints how long its refusal
 * takes: the median of some rounds, each with a text that was not seen before. Resolves to whether all were refused in
 * time with 400, or answered as the harmless documents that they are.
 */
export async function benchHostileDocuments(print: (line: string) => void): Promise<boolean> {
  const gateway = await openProductionGateway();
  try {
    // Not to measure how the engine warms up.
    for (let round = 0; round < 30; round++) await refusalOf(gateway.url, { query: `{ me { id nope${round} } }` });
    let isMet = true;
    for (const [name, document] of Object.entries(HOSTILE)) {
      const times: number[] = [];
      let outcome = '';
      for (let round = 0; round < ROUNDS; round++) {
        const body = typeof document === 'string' ? { query: `${document} #${round}` } : document;
        const started = performance.now();
        const { status, code } = await refusalOf(gateway.url, body);
        times.push(performance.now() - started);
        outcome = `${status} ${code}`;
        isMet &&= status < 500;
      }
      const median = percentile(times, 0.5);
      isMet &&= median <= GOAL_MS;
      print(`${median.toFixed(1).padStart(7)} ms  ${outcome.padEnd(20)}  ${name}`);
    }
    return isMet;
  } finally {
    await gateway.close();
  }
}

const REFUSAL = z.object({ errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })) });

async function refusalOf(url: string, body: object): Promise<{ status: number; code: string }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    // In the media type whose status codes say what is wrong.
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify(body),
  });
  const refusal = REFUSAL.safeParse(await response.json());
  return { status: response.status, code: refusal.data?.errors[0]?.extensions.code ?? '' };
}

const openProductionGateway = () =>
  openGateway({
    supergraphSdl: readFileSync('supergraph.graphql', 'utf8'),
    subgraphs: {
      executor: () => async () => ({ data: null }),
      routes: [],
      unready: async () => [],
      close: async () => undefined,
    },
    host: '127.0.0.1',
    port: 0,
    authenticate: null,
    limits: true,
    production: true,
    allowedOrigins: [],
    registry: new Registry(),
    log: pino({ level: 'silent' }),
    now: () => new Date(),
    explorer: null,
    times: { drainDelayMs: 0 },
  });
