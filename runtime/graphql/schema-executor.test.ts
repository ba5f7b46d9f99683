import { Writable } from 'node:stream';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { pino } from 'pino';
import { ada, openSmallSubgraph } from '../../tests/served-world.ts';
import { isStream } from '../executor/executor.ts';

const lines: string[] = [];
const log = pino(
  { level: 'warn' },
  new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  }),
);
const { open, sources } = openSmallSubgraph(log);
beforeEach(() => {
  lines.length = 0;
});

const plain = (result: unknown): ExecutionResult => JSON.parse(JSON.stringify(result));
const execute = async (query: string, variables?: Record<string, unknown>) =>
  plain(await open.execute({ query, variables, requestId: 'req_1' }, ada));
const subscribe = async (query: string) => {
  const stream = await open.execute({ query }, ada);
  if (!isStream(stream)) throw new Error(JSON.stringify(stream));
  return stream;
};

describe('what a resolver throws', () => {
  test.each(['plain', 'graphql', 'text'])(
    'is INTERNAL without details, and logged with the request: %s',
    async (how) => {
      expect(await execute('query Q($how: String) { fails(how: $how) }', { how })).toEqual({
        data: { fails: null },
        errors: [
          {
            message: 'An internal error occurred.',
            path: ['fails'],
            locations: expect.any(Array),
            extensions: { code: 'INTERNAL' },
          },
        ],
      });
      expect(lines.join('')).toContain('req_1');
    },
  );

  test('is UNAVAILABLE and retryable when the database is away', async () => {
    expect((await execute('{ fails(how: "database") }')).errors).toMatchObject([
      { message: 'Temporarily unavailable. Try again.', extensions: { code: 'UNAVAILABLE', retryable: true } },
    ]);
  });

  test('passes when it is a fault', async () => {
    expect((await execute('{ fails(how: "fault") }')).errors).toMatchObject([
      { message: 'Not yours.', extensions: { code: 'FORBIDDEN' } },
    ]);
    expect(lines).toEqual([]);
  });

  test('is INTERNAL where a promise of the contract was broken', async () => {
    expect((await execute('{ must }')).errors).toMatchObject([{ extensions: { code: 'INTERNAL' }, path: ['must'] }]);
  });
});

describe('what cannot be asked is BAD_USER_INPUT', () => {
  test.each<[string, string, Record<string, unknown>]>([
    ['a text that is no document', '{', {}],
    ['an unknown field', '{ nothing }', {}],
    ['no operation', 'fragment F on Query { whoAmI }', {}],
    ['too many tokens', `{ ${'whoAmI '.repeat(10_001)} }`, {}],
    ['NUL in a literal', String.raw`{ echo(text: "a\u0000b") }`, {}],
    ['NUL in a variable', 'query Q($text: String) { echo(text: $text) }', { text: 'a\0b' }],
    ['NUL deep in a variable', 'query Q($text: String) { echo(text: $text) }', { text: [{ a: ['\0'] }] }],
    ['a variable of another type', 'query Q($text: String) { echo(text: $text) }', { text: { a: 1 } }],
  ])('%s', async (_, query, variables) => {
    const { data, errors } = await execute(query, variables);

    expect(data).toBeUndefined();
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['BAD_USER_INPUT']);
    expect(lines).toEqual([]);
  });

  test('the same text is judged alike a second time', async () => {
    expect(await execute('{ nothing }')).toEqual(await execute('{ nothing }'));
    expect(await execute('{ whoAmI }')).toEqual(await execute('{ whoAmI }'));
  });
});

describe('a stream', () => {
  test('whose source fails gives one last answer without details, and is done', async () => {
    const stream = await subscribe('subscription { fails }');

    expect(plain((await stream.next()).value)).toEqual({ data: { fails: 1 } });
    expect(plain((await stream.next()).value)).toEqual({
      errors: [{ message: 'An internal error occurred.', extensions: { code: 'INTERNAL' } }],
    });
    expect((await stream.next()).done).toBe(true);
    expect(lines.join('')).toContain('hunter2');
  });

  test('ends at once when it is returned while it waits, its source too', async () => {
    const stream = await subscribe('subscription { count }');
    const waiting = stream.next();

    await stream.return?.();

    expect((await waiting).done).toBe(true);
    await sources.at(-1)?.returned;
  });

  test('ends when the subgraph closes', async () => {
    const small = openSmallSubgraph();
    const stream = await small.open.execute({ query: 'subscription { count }' }, ada);
    if (!isStream(stream)) throw new Error('refused');
    const waiting = stream.next();

    await small.open.close();

    expect((await waiting).done).toBe(true);
  });
});
