import { expect, test } from '@jest/globals';
import { createCandidateTokens } from './candidate-tokens.ts';

const SECRETS = ['a secret of at least 32 characters!!'] as const;
const NOW = new Date('2026-12-01T12:00:00Z');
const SHOWN = { viewerId: 'usr_ada', candidateId: 'usr_ben', score: 72 };

test('a token says with what score a candidate was shown, to that viewer and for a day', () => {
  const tokens = createCandidateTokens(SECRETS);
  const token = tokens.mint(SHOWN, NOW);

  expect(tokens.read(token, SHOWN, NOW)).toMatchObject(SHOWN);
  expect(tokens.read(token, { ...SHOWN, viewerId: 'usr_eve' }, NOW)).toBeNull();
  expect(tokens.read(token, { ...SHOWN, candidateId: 'usr_eve' }, NOW)).toBeNull();
  expect(tokens.read(token, SHOWN, new Date('2026-12-02T12:00:00Z'))).toBeNull();
  expect(tokens.read(`${token}x`, SHOWN, NOW)).toBeNull();
});
