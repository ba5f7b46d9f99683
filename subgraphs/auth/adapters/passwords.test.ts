import { describe, expect, test } from '@jest/globals';
import { openPasswords } from './passwords.ts';

describe('passwords', () => {
  test('the right one is right, a wrong one is wrong, and nobody is never right', async () => {
    const passwords = await openPasswords();
    const hash = await passwords.hash('correct horse');

    expect(await passwords.verify(hash, 'correct horse')).toBe(true);
    expect(await passwords.verify(hash, 'correct horsf')).toBe(false);
    expect(await passwords.verify(null, 'correct horse')).toBe(false);
  });

  test('hashes are argon2id at the cost OWASP asks for, and salted', async () => {
    const passwords = await openPasswords();
    const [one, other] = await Promise.all([passwords.hash('same'), passwords.hash('same')]);

    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
  });

  test('a flood is served up to the limit in turn, and the rest is told to come back', async () => {
    const passwords = await openPasswords({ running: 1, waiting: 2 });

    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => passwords.verify(null, 'guess')));

    expect(outcomes.map(({ status }) => status)).toEqual([...Array(3).fill('fulfilled'), ...Array(3).fill('rejected')]);
    expect(outcomes.at(-1)).toMatchObject({ reason: { extensions: { code: 'UNAVAILABLE', retryable: true } } });
    expect(await passwords.verify(null, 'guess')).toBe(false);
  });
});
