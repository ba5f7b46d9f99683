import { describe, expect, test } from '@jest/globals';
import { createLog } from './log.ts';
import { readableLine } from './readable-log.ts';

function open() {
  const lines: string[] = [];
  return { lines, log: createLog('gateway', 'debug', { write: (line) => void lines.push(line) }) };
}

const keysOf = (line = ''): string[] => [...line.matchAll(/[{,]"(\w+)":/g)].map(([, key = '']) => key);

describe('no key stands twice in a line', () => {
  test.each([
    ['the name of the process', { name: 'chat', code: 1 }, { name: 'gateway', other_name: 'chat', code: 1 }],
    ['what its logger was made for', { domain: 'auth' }, { domain: 'chat', other_domain: 'auth' }],
    [
      'what pino writes',
      { level: 'x', time: 1, msg: 'y' },
      { level: 30, other_level: 'x', other_time: 1, other_msg: 'y' },
    ],
  ])('%s', (_, fields, expected) => {
    const { lines, log } = open();
    log.child({ domain: 'chat' }).info(fields, 'text');
    expect(new Set(keysOf(lines[0])).size).toBe(keysOf(lines[0]).length);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ ...expected, msg: 'text' });
  });

  test('an error alone, and a text alone, are written as ever', () => {
    const { lines, log } = open();
    log.error(new Error('broken'));
    log.info('text %s', 'so');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { msg: 'broken', err: { message: 'broken' } },
      { msg: 'text so' },
    ]);
  });
});

test('an error is written without what a library has hung on it', () => {
  const { lines, log } = open();
  const cause = Object.assign(new RangeError('deeper'), { detail: 'Key (email)=(ada@example.com) already exists.' });
  const error = Object.assign(new Error('broken', { cause }), { code: '57P01', client: { user: 'chat' } });
  log.warn({ err: error }, 'text');
  expect(JSON.parse(lines[0] ?? '').err).toEqual({
    type: 'Error',
    message: 'broken',
    code: '57P01',
    stack: error.stack,
    cause: { type: 'RangeError', message: 'deeper', stack: cause.stack },
  });
});

test('what is thrown and is no error is written as it is', () => {
  const { lines, log } = open();
  for (const err of ['text', { code: 1 }, null]) log.warn({ err }, 'text');
  expect(lines.map((line) => JSON.parse(line).err)).toEqual(['text', { code: 1 }, null]);
});

test('secrets are redacted, also under a key that was renamed', () => {
  const { lines, log } = open();
  log.info({ token: 'abc', a: { password: 'def' } }, 'text');
  expect(lines[0]).not.toMatch(/abc|def/);
});

describe('a readable line', () => {
  const line = (fields: object): string =>
    readableLine(
      JSON.stringify({ level: 40, time: '2026-01-02T03:04:05.678Z', pid: 1, hostname: 'h', name: 'start', ...fields }),
    );

  test('says when, how grave, who, what, and the rest', () => {
    expect(line({ msg: 'slow operation', ms: 12.5, client: 'web app', operation: 'Me', none: null })).toBe(
      '03:04:05.678 WARN  [start] slow operation ms=12.5 client="web app" operation=Me none=null\n',
    );
  });

  test('has the stack of an error below it', () => {
    expect(line({ msg: 'failed', err: { message: 'x', stack: 'Error: x\n    at a.ts:1' } })).toBe(
      '03:04:05.678 WARN  [start] failed\n    Error: x\n    at a.ts:1\n',
    );
    expect(line({ msg: 'failed', err: 'odd' })).toContain("\n    'odd'\n");
  });

  test('is one line, whatever somebody has sent', () => {
    const output = line({ msg: 'a\nFAKE', client: 'b\nFAKE\u001b[31m' });
    expect(output.split('\n')).toHaveLength(2);
    expect(output).not.toContain('\u001b');
  });

  test('is left alone where it is no JSON', () => {
    expect(readableLine('hello\n')).toBe('hello\n');
  });
});
