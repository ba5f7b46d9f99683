import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { openSql, type SqlMeter } from '../../tests/sql-meter.ts';
import type { DeliveredEvent } from '../events/event-type.ts';
import { createHiddenContentCopy } from './hidden-content-store.ts';
import { type ObeyedDecision, whenContentIsModerated } from './when-content-is-moderated.ts';

let database: FreshDatabase;
let meter: SqlMeter;

beforeAll(async () => {
  database = await freshDatabase();
  meter = await openSql(database.urlOf('streaming'), 'streaming');
});
afterAll(async () => {
  await meter.close();
  await database.drop();
});

/** A domain that hears of decisions, by the names of their events and the minute they were made in. */
function createDomain(hidesRemoved = false) {
  const obeyed: string[] = [];
  const obey = async (_: unknown, { subjectId, decision }: ObeyedDecision) =>
    void obeyed.push(`${decision} ${subjectId}`);
  const reactions = whenContentIsModerated(['str'], obey, { hidesRemoved });
  const hear = async (name: string, subjectId: string, minute: number) => {
    const at = new Date(Date.UTC(2031, 2, 1, 12, minute)).toISOString();
    const payload = { subjectId, kind: 'STREAM', ownerId: 'usr_eve', at };
    // as: nothing else of an event is read.
    const event = { payload } as unknown as DeliveredEvent;
    await reactions.find(({ type }) => type === `moderation.content-${name}`)?.handle(null, [event], meter.sql);
  };
  return { obeyed, hear };
}

async function isHidden(subjectId: string): Promise<boolean> {
  const rows = await meter.sql.$queryRaw<object[]>`
    SELECT FROM hidden_content WHERE subject_id = ${subjectId} AND is_hidden`;
  return rows.length > 0;
}

test('content is hidden until it is restored, and each decision is obeyed once', async () => {
  const { obeyed, hear } = createDomain();
  await hear('hidden', 'str_1', 1);
  await hear('hidden', 'str_1', 1);
  expect(await isHidden('str_1')).toBe(true);
  await hear('restored', 'str_1', 2);
  expect(await isHidden('str_1')).toBe(false);
  expect(obeyed).toEqual(['HIDE str_1', 'RESTORE str_1']);
});

test('a decision that is handled late does not undo a later one', async () => {
  const { obeyed, hear } = createDomain();
  await hear('restored', 'str_2', 2);
  await hear('hidden', 'str_2', 1);
  expect(await isHidden('str_2')).toBe(false);
  expect(obeyed).toEqual(['RESTORE str_2']);
});

test('what is removed is hidden only where it is quoted, and content of other kinds is nobody\u2019s business', async () => {
  const [owner, quoting] = [createDomain(), createDomain(true)];
  await owner.hear('removed', 'str_3', 1);
  expect([await isHidden('str_3'), owner.obeyed]).toEqual([false, ['REMOVE str_3']]);
  await quoting.hear('removed', 'str_4', 1);
  expect(await isHidden('str_4')).toBe(true);
  await owner.hear('hidden', 'msg_1', 1);
  expect([await isHidden('msg_1'), owner.obeyed.length]).toEqual([false, 1]);
});

test('what a complete snapshot has not named is restored', async () => {
  const { hear } = createDomain();
  await hear('hidden', 'str_5', 1);
  await hear('hidden', 'str_6', 1);
  await meter.sql.$executeRaw`UPDATE hidden_content SET confirmed_at = confirmed_at - interval '1 minute'`;
  const [clock] = await meter.sql.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  await hear('hidden', 'str_6', 1);
  await createHiddenContentCopy(meter.sql).restoreUnconfirmed(clock?.now ?? new Date());
  expect([await isHidden('str_5'), await isHidden('str_6')]).toEqual([false, true]);
});
