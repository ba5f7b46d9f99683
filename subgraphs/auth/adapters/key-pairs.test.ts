import { createPublicKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import { createKeyPairs } from './key-pairs.ts';

const pairs = createKeyPairs('a secret of at least 32 characters');

test('a sealed private half opens again and belongs to its public half', async () => {
  const pair = await pairs.make();

  const { x, y } = createPublicKey(pairs.open(pair)).export({ format: 'jwk' });

  expect({ x, y }).toEqual({ x: pair.x, y: pair.y });
});

test('the kid is the thumbprint of the public half', async () => {
  const { kid, x, y } = await pairs.make();
  expect(kid).toBe(await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x, y }));
});

test('the private half opens neither under another secret, nor under another kid, nor when changed', async () => {
  const pair = await pairs.make();
  const changed = `${pair.sealedPrivate.slice(0, -4)}AAAA`;

  expect(() => createKeyPairs('another secret of 32 characters..').open(pair)).toThrow(
    `AUTH_SECRET cannot decrypt signing key ${pair.kid}`,
  );
  expect(() => pairs.open({ ...pair, kid: 'other' })).toThrow();
  expect(() => pairs.open({ ...pair, sealedPrivate: changed })).toThrow();
});
