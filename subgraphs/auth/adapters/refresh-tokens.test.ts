import { expect, test } from '@jest/globals';
import { createRefreshTokens } from './refresh-tokens.ts';

const tokens = createRefreshTokens('a secret of at least 32 characters');

test('a token carries 256 bits and never comes twice', () => {
  const [one, other] = [tokens.first(), tokens.first()];
  expect(Buffer.from(one, 'base64url')).toHaveLength(32);
  expect(one).not.toBe(other);
});

test('the successor is the same every time and in every process with the secret, and in no other', () => {
  const first = tokens.first();
  const successor = tokens.successor(first);

  expect(Buffer.from(successor, 'base64url')).toHaveLength(32);
  expect(createRefreshTokens('a secret of at least 32 characters').successor(first)).toBe(successor);
  expect(createRefreshTokens('another secret of 32 characters..').successor(first)).not.toBe(successor);
  expect(tokens.successor(successor)).not.toBe(successor);
});

test('the hash does not hold the token', () => {
  const first = tokens.first();
  expect(tokens.hash(first)).toMatch(/^[0-9a-f]{64}$/);
  expect(tokens.hash(first)).toBe(tokens.hash(first));
});
