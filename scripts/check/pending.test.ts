import { expect, test } from '@jest/globals';
import { isPending } from './pending.ts';

const finding = { file: 'gateway/plan/a.ts', line: 1, rule: 'vocabulary', message: '' };

test('a finding waits only for its own rule and in its own folder', () => {
  expect(isPending(finding, { vocabulary: ['gateway/plan/'] })).toBe(true);
  expect(isPending(finding, { vocabulary: ['gateway/limits/'] })).toBe(false);
  expect(isPending(finding, { docstrings: ['gateway/plan/'] })).toBe(false);
});
