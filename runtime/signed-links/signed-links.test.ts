import { describe, expect, test } from '@jest/globals';
import { createFileAccess } from './file-access.ts';
import { createLinkSigner } from './link-signer.ts';
import { isSignedQuery, signQuery } from './signed-query.ts';

const [OLD, NEW, OTHER] = ['old', 'new', 'other'].map((name) => `a secret of thirty-two characters, ${name}`);
const secrets = [String(NEW), String(OLD)] as const;
const NOW = new Date('2030-01-01T12:00:00.000Z');
const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const CLAIM = { subject: 'exp_1', viewerId: 'usr_ada', expiresAt: at(60) };

describe('a signature', () => {
  const signer = createLinkSigner('export', secrets);
  const signature = signer.sign(CLAIM);

  test('is valid for what it was made for, until then', () => {
    expect(signer.isValid(CLAIM, signature, at(59))).toBe(true);
    expect(signer.isValid(CLAIM, signature, at(60))).toBe(false);
  });

  test.each([
    ['another subject', { subject: 'exp_2' }],
    ['another viewer', { viewerId: 'usr_eve' }],
    ['no viewer', { viewerId: null }],
    ['a later expiry', { expiresAt: at(61) }],
    ['no expiry', { expiresAt: null }],
    ['a subject that swallows what follows', { subject: 'exp_1","usr_ada', viewerId: null }],
  ])('is not valid for %s', (_, change) => {
    expect(signer.isValid({ ...CLAIM, ...change }, signature, NOW)).toBe(false);
  });

  test.each(['', 'x', `${'A'.repeat(43)}`, `${signature}A`, signature.slice(1), '\u0000'])('is not %j', (text) => {
    expect(signer.isValid(CLAIM, text, NOW)).toBe(false);
  });

  test('is for one purpose', () => {
    expect(createLinkSigner('unsubscribe', secrets).isValid(CLAIM, signature, NOW)).toBe(false);
  });

  test('never expires without an expiry', () => {
    const claim = { ...CLAIM, expiresAt: null };
    expect(signer.isValid(claim, signer.sign(claim), new Date('2999-01-01'))).toBe(true);
  });
});

describe('while a secret is replaced', () => {
  const before = createLinkSigner('export', [String(OLD)]);
  const during = createLinkSigner('export', secrets);
  const after = createLinkSigner('export', [String(NEW)]);

  test('links of the one before are valid until it is taken away', () => {
    const signature = before.sign(CLAIM);
    expect([before, during, after].map(({ isValid }) => isValid(CLAIM, signature, NOW))).toEqual([true, true, false]);
  });

  test('links are signed with the new one', () => {
    const signature = during.sign(CLAIM);
    expect([before, during, after].map(({ isValid }) => isValid(CLAIM, signature, NOW))).toEqual([false, true, true]);
  });
});

describe('a signed query', () => {
  const signer = createLinkSigner('export', secrets);
  const query = (changes: Record<string, string> = {}): URLSearchParams =>
    new URLSearchParams({ ...Object.fromEntries(signQuery(signer, 'exp_1', at(60.9))), ...changes });

  test('works until its second is over', () => {
    expect(isSignedQuery(signer, 'exp_1', query(), at(59.9))).toBe(true);
    expect(isSignedQuery(signer, 'exp_1', query(), at(60))).toBe(false);
    expect(isSignedQuery(signer, 'exp_2', query(), NOW)).toBe(false);
  });

  test.each([{ expires: '' }, { expires: '9999999999' }, { expires: 'NaN' }, { expires: '1e12' }, { signature: '' }])(
    'is not valid with %j',
    (changes) => {
      expect(isSignedQuery(signer, 'exp_1', query(changes), NOW)).toBe(false);
    },
  );
});

describe('access to a file', () => {
  const access = createFileAccess(secrets);
  const permits = (text: string, viewerId: string | null, now: Date, fileId = 'fil_1'): boolean =>
    access.verify(text, fileId, viewerId, now) !== null;
  const mint = (viewerId: string | null, now: Date, grantId = 'cnv_1'): string =>
    access.mint({ fileId: 'fil_1', viewerId, grantId }, now);

  test('is for one file and one viewer', () => {
    const text = mint('usr_ada', NOW);
    expect(permits(text, 'usr_ada', NOW)).toBe(true);
    expect([permits(text, 'usr_eve', NOW), permits(text, null, NOW)]).toEqual([false, false]);
    expect(permits(text, 'usr_ada', NOW, 'fil_2')).toBe(false);
  });

  test('for nobody in particular is for all', () => {
    const text = mint(null, NOW);
    expect([permits(text, null, NOW), permits(text, 'usr_ada', NOW)]).toEqual([true, true]);
  });

  test.each([0, 1, 150, 299.999])('lasts at least 5 and at most 10 minutes, minted %d s into a step', (seconds) => {
    const text = mint(null, at(seconds));
    expect(permits(text, null, at(seconds + 300))).toBe(true);
    expect(permits(text, null, at(seconds + 600))).toBe(false);
  });

  test('is the same text for 5 minutes', () => {
    const texts = [0, 299.999, 300].map((seconds) => mint('usr_ada', at(seconds)));
    expect([texts[0] === texts[1], texts[1] === texts[2]]).toEqual([true, false]);
  });

  test('cannot be written by who has no secret, or stretched', () => {
    const text = mint(null, NOW);
    const [step, signature, grantId] = text.split('.');
    const foreign = createFileAccess([String(OTHER)]).mint({ fileId: 'fil_1', viewerId: null, grantId: '' }, NOW);
    for (const forged of [
      '',
      '.',
      foreign,
      `${Number(step) + 1}.${signature}.${grantId}`,
      `${text} `,
      `-1.${signature}.`,
    ])
      expect(permits(forged, 'usr_ada', NOW)).toBe(false);
  });

  test('says by which grant it is, and for no other', () => {
    const text = mint('usr_ada', NOW);
    expect(access.verify(text, 'fil_1', 'usr_ada', NOW)).toEqual({ grantId: 'cnv_1' });
    for (const grantId of ['cnv_2', '']) expect(permits(text.replace('cnv_1', grantId), 'usr_ada', NOW)).toBe(false);
    expect(access.verify(mint(null, NOW, ''), 'fil_1', null, NOW)).toEqual({ grantId: '' });
  });

  test.each(['a b', 'a.b', 'é', 'x'.repeat(101)])('is not minted by a grant with the id %j', (grantId) => {
    expect(() => mint(null, NOW, grantId)).toThrow('grant');
  });

  test('is no signature of another purpose', () => {
    const step = mint(null, NOW).split('.')[0];
    const claim = { subject: 'fil_1 cnv_1', viewerId: null, expiresAt: new Date(Number(step) * 300_000) };
    expect(permits(`${step}.${createLinkSigner('file-access', secrets).sign(claim)}.cnv_1`, null, NOW)).toBe(true);
    expect(permits(`${step}.${createLinkSigner('export', secrets).sign(claim)}.cnv_1`, null, NOW)).toBe(false);
  });
});
