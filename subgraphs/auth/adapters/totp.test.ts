import { describe, expect, test } from '@jest/globals';
import { TOTP, URI } from 'otpauth';
import { createTotp } from './totp.ts';

const totp = createTotp('Social & Co');
// RFC 6238, appendix B, in Base32; the codes there have eight digits, of which six are the last.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number) => new Date(seconds * 1_000);

describe('one-time passwords', () => {
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i the code is %s', (seconds, code) => {
    expect(totp.stepOf(SECRET, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  test('a neighbouring step counts, one further off does not, and nothing that has not six digits', () => {
    const times = [1_111_111_049, 1_111_111_050, 1_111_111_139, 1_111_111_140];
    const steps = times.map((seconds) => totp.stepOf(SECRET, '081804', at(seconds)));
    expect(steps).toEqual([null, 37_037_036, 37_037_036, null]);
    for (const code of ['', '28708', '2870822', '28708a', '²87082'])
      expect(totp.stepOf(SECRET, code, at(59))).toBeNull();
  });

  test('secrets are of 160 bits, no two alike, and another implementation reads the address alike', () => {
    const secret = totp.makeSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(totp.makeSecret()).not.toBe(secret);
    const read = URI.parse(totp.urlOf(secret, 'ada+x@example.org'));
    expect(read).toBeInstanceOf(TOTP);
    expect(read).toMatchObject({ issuer: 'Social & Co', label: 'ada+x@example.org', digits: 6, period: 30 });
    // as: it was checked above to be one.
    const code = (read as TOTP).generate({ timestamp: 1_234_567_890_000 });
    expect(totp.stepOf(secret, code, at(1_234_567_890))).toBe(41_152_263);
  });
});
