import { describe, expect, jest, test } from '@jest/globals';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { providers } from '../../fixtures/identity-proofs.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import type { OAuthAttempt } from '../../repository/oauth-attempts.ts';
import { forwardOAuthCallback } from './forward-oauth-callback.ts';

const ATTEMPT: OAuthAttempt = {
  hash: 'state',
  provider: 'corp',
  redirectUri: 'https://app.example.com/?theme=dark',
  userId: null,
  expiresAt: fromNow(600_000),
};

interface Options {
  readonly attempt?: OAuthAttempt | null;
  readonly provider?: string;
  /** Configured providers. */
  readonly names?: readonly string[];
}

/** Where the user is redirected after a callback with these parameters; null when they are not. */
async function targetOf(query: string, { attempt = ATTEMPT, provider = 'corp', names = ['corp'] }: Options = {}) {
  const findAttempt = jest.fn(async (..._: unknown[]) => attempt);
  const isIssuer = jest.fn(async (_: string, iss: string | null) => iss === null || iss === 'https://id.example.com');
  const { context } = createOperationWorld({
    store: { findAttempt } as object,
    context: { providers: { ...providers, isIssuer, names } },
  });
  const target = await forwardOAuthCallback(context, provider, new URLSearchParams(query));
  const url = target === null ? null : new URL(target);
  return { url, parameters: Object.fromEntries(url?.searchParams ?? []), findAttempt, isIssuer };
}

describe('nobody is redirected', () => {
  test.each([
    ['without a state', 'code=c', {}],
    ['with an empty state', 'state=&code=c', {}],
    ['with two states', 'state=state&state=state&code=c', {}],
    ['with a state that is too long', `state=${'x'.repeat(4_097)}&code=c`, {}],
    ['for an unknown attempt', 'state=state&code=c', { attempt: null }],
    ['from another provider', 'state=state&code=c', { provider: 'other', names: ['corp', 'other'] }],
    ['from a provider that is no longer configured', 'state=state&code=c', { names: [] }],
  ])('%s', async (_, query, options) => {
    expect((await targetOf(query, options)).url).toBeNull();
  });
});

test('state and code are added to the redirect URI of the attempt, which stays valid', async () => {
  const { url, parameters, findAttempt } = await targetOf('state=state&code=c');
  expect(url?.origin).toBe('https://app.example.com');
  expect(parameters).toEqual({ theme: 'dark', state: 'state', code: 'c' });
  expect(findAttempt.mock.calls).toEqual([['state', NOW]]);
});

test.each([
  ['state=state', { error: 'invalid_response' }],
  ['state=state&code=a&code=b', { error: 'invalid_response' }],
  [`state=state&code=${'x'.repeat(4_097)}`, { error: 'invalid_response' }],
  ['state=state&error=access_denied&code=c', { error: 'access_denied' }],
  ['state=state&error=access_denied&error_description=No.', { error: 'access_denied', error_description: 'No.' }],
  [`state=state&error=${'x'.repeat(301)}`, { error: 'invalid_response' }],
  [`state=state&error=no&error_description=${'x'.repeat(301)}`, { error: 'no' }],
  ['state=state&code=c&iss=https://evil.example', { error: 'invalid_issuer' }],
  ['state=state&error=no&error_description=No.&iss=https://evil.example', { error: 'invalid_issuer' }],
])('%.60s forwards an error, and no code', async (query, expected) => {
  expect((await targetOf(query)).parameters).toEqual({ theme: 'dark', state: 'state', ...expected });
});

test.each([
  ['state=state&code=c', null],
  ['state=state&code=c&iss=https://id.example.com', 'https://id.example.com'],
  ['state=state&code=c&iss=', ''],
  ['state=state&code=c&iss=a&iss=b', ''],
])('the issuer of %s is checked', async (query, iss) => {
  expect((await targetOf(query)).isIssuer.mock.calls).toEqual([['corp', iss]]);
});
