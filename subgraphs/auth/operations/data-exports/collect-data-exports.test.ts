import { describe, expect, jest, test } from '@jest/globals';
import type { CallDomain } from '../../../../runtime/subgraph/host.ts';
import { createTokenHasher } from '../../adapters/token-hasher.ts';
import type { DataExport, Progress } from '../../repository/data-exports.ts';
import { type CollectNeeds, collectDataExports } from './collect-data-exports.ts';
import { writeDataExport } from './write-data-export.ts';

const REQUESTED = new Date('2026-11-21T12:00:00.000Z');
const DAY_MS = 24 * 60 * 60_000;

/** The data of each domain, a page for each cursor. */
type DomainData = Record<string, Record<string, object | null>>;
const page = (collection: string, records: object[], next: string | null = null) => ({
  collection,
  records: records.map((record) => JSON.stringify(record)),
  next,
});

/** One copy in memory, stepped on by hand. */
function worldOf(domainData: DomainData, { email = 'ada@example.org' as string | null, verified = true } = {}) {
  let clock = REQUESTED.getTime();
  let copy: DataExport = {
    ...{ id: 'exp_1', userId: 'usr_ada', state: 'PENDING', requestedAt: REQUESTED, attempts: 0 },
    ...{ domains: Object.keys(domainData), cursor: null, parts: 0, readyAt: null, expiresAt: null, byteSize: 0 },
  };
  let dueAt = REQUESTED;
  const parts: string[] = [];
  const away = new Set<string>();
  const mails: unknown[] = [];
  const ask = jest.fn<CallDomain>(async (domain, _, { after }) => {
    if (away.has(domain)) throw new Error('away');
    return { personalData: domainData[domain]?.[String(after ?? '')] ?? null };
  });
  const report = jest.fn<CollectNeeds['report']>();
  const settle = async (_: string, outcome: object) => {
    copy = { ...copy, ...outcome };
    return true;
  };
  const needs = {
    now: () => new Date(clock),
    ask,
    report,
    signals: { notify: async () => undefined },
    channels: { canSend: () => true },
    messageBox: { seal: (_: string, plain: Buffer) => plain.toString() },
    tokenHasher: createTokenHasher('a secret of the test'),
    exportBox: {
      seal: (name: string, plain: Buffer) => `${name} ${plain}`,
      open(name: string, sealed: string) {
        if (!sealed.startsWith(`${name} `)) throw new Error('does not open');
        return Buffer.from(sealed.slice(name.length + 1));
      },
    },
    repository: {
      takeDataExport: async (now: Date) => (copy.state === 'PENDING' && dueAt <= now ? copy : null),
      async advanceDataExport({ parts: at }: DataExport, { sealed, byteSize, ...step }: Progress) {
        if (at !== parts.length) return false;
        parts.push(sealed);
        copy = { ...copy, ...step, parts: at + 1, byteSize: copy.byteSize + byteSize, attempts: 0 };
        return true;
      },
      async postponeDataExport(_: string, until: Date) {
        dueAt = until;
        copy = { ...copy, attempts: copy.attempts + 1 };
      },
      settleDataExport: settle,
      exportParts: async (_: string, from: number, limit: number) =>
        parts.slice(from, from + limit).map((sealed, at) => ({ number: from + at, sealed })),
      accounts: async () => [{ email, emailVerifiedAt: verified ? REQUESTED : null }],
      transaction: (work: (store: object) => Promise<unknown>) =>
        work({
          settleDataExport: settle,
          enqueueWork: async (_: object, added: readonly object[]) => void mails.push(...added),
        }),
    },
  } as unknown as CollectNeeds;
  return {
    ...{ needs, ask, report, away, mails, parts },
    step: () => collectDataExports(needs),
    copy: () => copy,
    /** The pause until the copy is due again, in seconds; it is then over. */
    wait() {
      const seconds = (dueAt.getTime() - clock) / 1_000;
      clock = Math.max(clock, dueAt.getTime());
      return seconds;
    },
    async run() {
      while (copy.state === 'PENDING' && (await collectDataExports(needs)));
    },
    async document() {
      let text = '';
      for await (const piece of writeDataExport(needs, copy, REQUESTED)) text += piece;
      return text;
    },
  };
}

const DOMAIN_DATA: DomainData = {
  auth: {
    '': page('account', [{ id: 1 }], 'sessions:'),
    'sessions:': page('sessions', [{ id: 's1' }, { id: 's2' }], 'sessions:s2'),
    'sessions:s2': page('sessions', [{ id: 's3' }], 'events:'),
    'events:': page('events', []),
  },
  media: { '': null },
  chat: {
    '': page('messages', [{ text: '"quoted", ünïcödé' }], 'messages:1'),
    'messages:1': page('messages', [], 'presence:'),
    'presence:': page('presence', [{ at: null }]),
  },
};

describe('collecting', () => {
  test('asks every domain for every page, as itself, and writes one document', async () => {
    const { run, copy, document, ask } = worldOf(DOMAIN_DATA);
    await run();

    expect(copy()).toMatchObject({ state: 'READY', domains: [], parts: 8, readyAt: REQUESTED });
    expect(copy().expiresAt?.getTime()).toBe(REQUESTED.getTime() + 7 * DAY_MS);
    const text = await document();
    expect(JSON.parse(text)).toEqual({
      ...{ format: 'personal-data', version: 1, userId: 'usr_ada' },
      ...{ requestedAt: REQUESTED.toISOString(), collectedAt: REQUESTED.toISOString() },
      domains: {
        auth: { account: [{ id: 1 }], sessions: [{ id: 's1' }, { id: 's2' }, { id: 's3' }], events: [] },
        media: {},
        chat: { messages: [{ text: '"quoted", ünïcödé' }], presence: [{ at: null }] },
      },
    });
    expect(copy().byteSize).toBe(Buffer.byteLength(text));
    expect(ask.mock.calls.every(([, , { userId }, { service }]) => userId === 'usr_ada' && service === 'auth')).toBe(
      true,
    );
  });

  test('a person of whom nothing is kept has a document too', async () => {
    const { run, document } = worldOf({});
    await run();
    expect(JSON.parse(await document()).domains).toEqual({});
  });

  test('an unreachable domain is read again from its last cursor, after pauses, and nothing is stored twice', async () => {
    const { step, wait, away, run, copy, document } = worldOf(DOMAIN_DATA);
    await step();
    await step();
    away.add('auth');
    const pauses = [];
    for (let left = 8; left > 0; left -= 1) {
      await step();
      pauses.push(wait());
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(copy()).toMatchObject({ state: 'PENDING', attempts: 8, cursor: 'sessions:s2' });

    away.delete('auth');
    await run();
    expect(copy()).toMatchObject({ state: 'READY', attempts: 0 });
    expect(JSON.parse(await document()).domains.auth.sessions).toHaveLength(3);
  });

  test('after an hour of failures it is given up, once, and loudly', async () => {
    const { step, wait, away, copy, report } = worldOf(DOMAIN_DATA);
    away.add('auth');
    let seconds = 0;
    while (copy().state === 'PENDING') {
      await step();
      if (copy().state === 'PENDING') seconds += wait();
    }
    expect(copy().state).toBe('FAILED');
    expect(seconds).toBeGreaterThanOrEqual(3_540);
    expect(seconds).toBeLessThanOrEqual(3_600);
    expect(report.mock.calls.filter(([, isFinal]) => isFinal)).toHaveLength(1);
    expect(report.mock.lastCall?.[1]).toBe(true);
    expect(await step()).toBe(false);
  });

  test.each([
    ['no answer of the kind', { personalData: { collection: 'x' } }],
    ['an answer without the field', {}],
  ])('%s is a failure like any other', async (_, answer) => {
    const { step, copy, ask } = worldOf(DOMAIN_DATA);
    ask.mockImplementation(async () => answer);
    await step();
    expect(copy()).toMatchObject({ state: 'PENDING', attempts: 1, parts: 0 });
  });

  test('a part that cannot be decrypted is noticed before the person is notified that the export is ready', async () => {
    const { step, parts, copy, mails } = worldOf({ auth: { '': page('account', [{ id: 1 }]) } });
    await step();
    parts[0] = 'exp_2/0 {}';
    await step();
    expect(copy()).toMatchObject({ state: 'PENDING', attempts: 1 });
    expect(mails).toEqual([]);
  });

  test.each([
    [1, { email: 'ada@example.org', verified: true }],
    [0, { email: 'ada@example.org', verified: false }],
    [0, { email: null, verified: false }],
  ])('%i mails go to %j', async (count, whom) => {
    const { run, mails } = worldOf(DOMAIN_DATA, whom);
    await run();
    expect(mails).toHaveLength(count);
    expect(JSON.stringify(mails)).toContain(count === 0 ? '[]' : 'DATA_EXPORT_READY');
  });
});
