import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createChunkScanner } from './chunk-sizes.ts';

const MAX = 1_000;

describe.each([
  ['whole', (bytes: Buffer) => [bytes]],
  ['byte by byte', (bytes: Buffer) => [...bytes].map((byte) => Buffer.from([byte]))],
])('a body that arrives %s', (_, cut) => {
  const isTooLong = (body: string): boolean => {
    const scan = createChunkScanner(MAX);
    return cut(Buffer.from(body, 'latin1')).some((bytes) => scan(bytes));
  };

  test.each([
    ['an absurd length', 'ffffffffffffff\r\nabc'],
    ['one in capitals', 'FFFFFFFFFFFFFF\r\n'],
    ['one whose line has not ended', '3E9'],
    ['one after a chunk that is well', '3\r\nabc\r\nfffffff\r\n'],
    ['one with an extension', '3;a="1"\r\nabc\r\nfffffff;b\r\n'],
    ['one that follows what looks like an end', '5\r\n0\r\n\r\n\r\nfffffff\r\n'],
  ])('is too long: %s', (_name, body) => {
    expect(isTooLong(body)).toBe(true);
  });

  test.each([
    ['chunks', '3\r\nabc\r\n3e8\r\n'],
    ['zeros in front', '0000000000000003\r\nabc\r\n0\r\n\r\n'],
    ['what looks like a length within a chunk', '10\r\nffffffffffffff\r\n\r\n0\r\n\r\n'],
    ['a trailer that looks like a length', '0\r\nffffffffffffff: 1\r\n\r\n'],
    ['another request behind it', '0\r\n\r\nffffffffffffff\r\n'],
    ['an extension that looks like a length', '3;ffffffffffffff\r\nabc\r\n'],
  ])('is not: %s', (_name, body) => {
    expect(isTooLong(body)).toBe(false);
  });
});

test('any chunks within the bound pass, wherever they are cut', () => {
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 });
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 9 }), (contents, step) => {
      const body = Buffer.concat([
        ...contents.flatMap((content) => [
          Buffer.from(`${content.length.toString(16)}\r\n`),
          content,
          Buffer.from('\r\n'),
        ]),
        Buffer.from('0\r\n\r\n'),
      ]);
      const scan = createChunkScanner(40);
      for (let at = 0; at < body.length; at += step) expect(scan(body.subarray(at, at + step))).toBe(false);
    }),
  );
});
