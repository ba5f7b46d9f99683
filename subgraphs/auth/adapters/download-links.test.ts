import { expect, test } from '@jest/globals';
import { createDownloadLinks } from './download-links.ts';

const now = new Date('2026-11-21T12:00:00.000Z');
const later = new Date('2026-11-21T12:15:00.000Z');
const links = createDownloadLinks('a secret of the test, thirty-two characters and more');
const query = (changes: Record<string, string> = {}) => {
  const params = new URLSearchParams(links.sign('exp_1', later));
  for (const [name, value] of Object.entries(changes)) params.set(name, value);
  return params;
};

test('a link counts for its subject until its instant', () => {
  expect(links.isValid('exp_1', query(), now)).toBe(true);
  expect(links.isValid('exp_1', query(), new Date(later.getTime() - 1))).toBe(true);
});

test.each([
  ['another subject', 'exp_2', query(), now],
  ['its instant has come', 'exp_1', query(), later],
  ['a later instant was written into it', 'exp_1', query({ expires: '4102444800' }), now],
  ['an instant that is no number', 'exp_1', query({ expires: 'never' }), now],
  ['a wrong signature', 'exp_1', query({ signature: 'AAAA' }), now],
  ['a signature cut short', 'exp_1', query({ signature: query().get('signature')?.slice(0, -2) ?? '' }), now],
  ['none', 'exp_1', new URLSearchParams(), now],
  [
    'one of another secret',
    'exp_1',
    new URLSearchParams(createDownloadLinks('another secret of the test, just as long').sign('exp_1', later)),
    now,
  ],
])('a link does not count: %s', (_, subject, params, at) => {
  expect(links.isValid(subject, params, at)).toBe(false);
});
