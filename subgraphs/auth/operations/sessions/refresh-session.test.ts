import { describe, expect, jest, test } from '@jest/globals';
import { createRefreshTokens } from '../../adapters/refresh-tokens.ts';
import { sessionRevoked } from '../../events.ts';
import type { AuthStore } from '../../repository/index.ts';
import type { Session } from '../../repository/sessions.ts';
import { refreshSession } from './refresh-session.ts';

const DAY_MS = 24 * 60 * 60_000;
const NOW = new Date('2031-03-01T12:00:00.000Z');
const earlier = (ms: number) => new Date(NOW.getTime() - ms);
const later = (ms: number) => new Date(NOW.getTime() + ms);

const refreshTokens = createRefreshTokens('a secret of at least 32 characters');
const TOKEN = refreshTokens.first();

/** A session with the given refresh token, and the store that refreshing reads and writes. */
function worldOf(
  storedToken: { session?: Partial<Session>; usedAt?: Date | null; successor?: 'live' | 'used' } | null,
) {
  const session: Session = {
    ...{ id: 'ses_1', userId: 'usr_1', revokedAt: null, provenAt: null, device: null, ip: null },
    ...{ createdAt: earlier(DAY_MS), lastSeenAt: earlier(DAY_MS), expiresAt: later(6 * DAY_MS) },
    ...storedToken?.session,
  };
  const store = {
    holdRefreshToken: jest.fn(async (hash: string) =>
      storedToken !== null && hash === refreshTokens.hash(TOKEN)
        ? { session, usedAt: storedToken.usedAt ?? null }
        : null,
    ),
    isRefreshTokenLive: jest.fn(
      async (id: string, hash: string) =>
        storedToken?.successor === 'live' &&
        id === session.id &&
        hash === refreshTokens.hash(refreshTokens.successor(TOKEN)),
    ),
    prolongSession: jest.fn<AuthStore['prolongSession']>(async () => undefined),
    exchangeRefreshToken: jest.fn<AuthStore['exchangeRefreshToken']>(async () => undefined),
    revokeSessions: jest.fn<AuthStore['revokeSessions']>(async () => [session]),
    announce: jest.fn<(...published: unknown[]) => Promise<void>>(async () => undefined),
  };
  const notify = jest.fn(async () => undefined);
  const context: Parameters<typeof refreshSession>[0] = {
    repository: {
      accounts: async () => [null],
      // as: refreshing uses no other part of the store.
      transaction: (work) => work(store as unknown as AuthStore, undefined as never),
    },
    accessTokens: { issue: async () => 'signed', verify: async () => null },
    refreshTokens,
    signals: { notify: notify, on: () => () => undefined },
    now: () => NOW,
  };
  return {
    store,
    notify: notify,
    refresh: (refreshToken: unknown = TOKEN) => refreshSession(context, { refreshToken }),
  };
}

const REFUSED = { ok: false, refusal: { __typename: 'InvalidRefreshToken', path: ['input', 'refreshToken'] } };

describe('refreshing', () => {
  test('a live token is exchanged for its one successor, and the session lives 7 days more', async () => {
    const { store, refresh } = worldOf({});

    const refreshed = await refresh();

    const successor = refreshTokens.successor(TOKEN);
    expect(refreshed).toMatchObject({ ok: true, value: { refreshToken: successor, user: { id: 'usr_1' } } });
    const tokens = { used: refreshTokens.hash(TOKEN), next: refreshTokens.hash(successor) };
    expect(store.exchangeRefreshToken.mock.calls).toEqual([
      ['ses_1', tokens, { now: NOW, expiresAt: later(7 * DAY_MS) }],
    ]);
  });

  test('a session is not prolonged beyond 30 days after it began', async () => {
    const { store, refresh } = worldOf({ session: { createdAt: earlier(29 * DAY_MS) } });
    await refresh();
    expect(store.exchangeRefreshToken.mock.calls[0]?.[2]).toEqual({ now: NOW, expiresAt: later(DAY_MS) });
  });

  const withinGrace = [0, 1, 9_999, 10_000].flatMap((ago) => [
    [ago, 'live' as const] as const,
    [ago, 'used' as const] as const,
  ]);
  test.each(withinGrace)(
    'used %i ms ago, its successor %s, it gets that one and nothing is stored',
    async (ago, successor) => {
      const { store, notify, refresh } = worldOf({ usedAt: earlier(ago), successor });

      expect(await refresh()).toMatchObject({ ok: true, value: { refreshToken: refreshTokens.successor(TOKEN) } });

      for (const touched of [
        store.exchangeRefreshToken,
        store.prolongSession,
        store.revokeSessions,
        store.announce,
        notify,
      ])
        expect(touched).not.toHaveBeenCalled();
    },
  );

  test.each([10_001, 6 * DAY_MS])('used %i ms ago, it gets its successor again if that was not used', async (ago) => {
    const { store, notify, refresh } = worldOf({ usedAt: earlier(ago), successor: 'live' });

    const refreshed = await refresh();

    expect(refreshed).toMatchObject({ ok: true, value: { refreshToken: refreshTokens.successor(TOKEN) } });
    expect(store.prolongSession.mock.calls).toEqual([['ses_1', { now: NOW, expiresAt: later(7 * DAY_MS) }]]);
    for (const touched of [store.exchangeRefreshToken, store.revokeSessions, store.announce, notify])
      expect(touched).not.toHaveBeenCalled();
  });

  test.each([10_001, DAY_MS])(
    'used %i ms ago, and its successor too, it ends the session, which is announced once',
    async (ago) => {
      const { store, notify, refresh } = worldOf({ usedAt: earlier(ago), successor: 'used' });

      expect(await refresh()).toMatchObject(REFUSED);

      expect(store.revokeSessions.mock.calls).toEqual([[{ id: 'ses_1' }, NOW]]);
      const event = { sessionId: 'ses_1', userId: 'usr_1', expiresAt: later(630_000).toISOString() };
      expect(store.announce.mock.calls).toEqual([[sessionRevoked, event, NOW]]);
      expect(notify.mock.calls).toEqual([['auth.session-revoked', event]]);
    },
  );

  test.each<[string, Parameters<typeof worldOf>[0]]>([
    ['unknown', null],
    ['of a revoked session', { session: { revokedAt: earlier(1) } }],
    ['of a revoked session and within the grace', { session: { revokedAt: earlier(1) }, usedAt: earlier(1) }],
    ['of a session that lapsed just now', { session: { expiresAt: NOW } }],
  ])('one %s is refused and changes nothing', async (_, storedToken) => {
    const { store, notify, refresh } = worldOf(storedToken);

    expect(await refresh()).toMatchObject(REFUSED);

    for (const touched of [store.exchangeRefreshToken, store.revokeSessions, store.announce, notify])
      expect(touched).not.toHaveBeenCalled();
  });

  test.each([undefined, null, 7, '', 'x'.repeat(201)])(
    'what is no token is refused before the store is asked (%#)',
    async (token) => {
      const { store, refresh } = worldOf({});
      expect(await refresh(token ?? null)).toMatchObject(REFUSED);
      expect(store.holdRefreshToken).not.toHaveBeenCalled();
    },
  );
});
