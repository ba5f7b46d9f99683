import { describe, expect, test } from '@jest/globals';
import { createTokenHasher } from './token-hasher.ts';

const secrets = createTokenHasher('a secret of at least 32 characters');

describe('secrets that are sent', () => {
  test.each([
    ['linkToken', /^[\w-]{43}$/],
    ['longCode', /^[0-9a-hjkmnp-tv-z]{16}$/],
    ['shortCode', /^[0-9]{6}$/],
  ] as const)('a %s has its form, and no two are alike', (kind, form) => {
    const made = Array.from({ length: 5 }, () => secrets[kind]());
    for (const one of made) expect(one).toMatch(form);
    expect(new Set(made).size).toBeGreaterThan(3);
  });

  test('a hash hangs on secret, owner and key', () => {
    expect(secrets.hash('1', 'a')).toBe(secrets.hash('1', 'a'));
    const others = [secrets.hash('2', 'a'), secrets.hash('1', 'b'), secrets.hash('1')];
    const foreign = createTokenHasher('another secret of 32 characters!').hash('1', 'a');
    expect(new Set([secrets.hash('1', 'a'), foreign, ...others]).size).toBe(5);
  });
});
