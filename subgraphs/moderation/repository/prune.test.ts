import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase, queryOnce } from '../../../tests/engines.ts';
import { type ModerationRepository, openModerationRepository } from './index.ts';

let database: FreshDatabase;
let repository: ModerationRepository;
beforeAll(async () => {
  database = await freshDatabase();
  repository = openModerationRepository(database.urlOf('moderation'));
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});

const OLD = new Date('2030-01-01T00:00:00.000Z');
const BEFORE = new Date('2031-01-01T00:00:00.000Z');
const LATER = new Date('2031-02-01T00:00:00.000Z');
const query = async (text: string, values: unknown[] = []) => (await queryOnce(database.ownerUrl, text, values)).rows;

/** A case with one report, as a moderator has left it. */
async function addCase(
  id: string,
  { state = 'CLOSED', decision = 'NONE', decidedAt = OLD, appealDecidedAt = null, outcome = null }: Partial<CaseRow>,
) {
  await query(
    `INSERT INTO moderation.moderation_case (id, subject_id, kind, state, owner_id, sealed_copy, priority, opened_at, decision,
       reason, decided_at, appeal_text, appeal_decided_at, appeal_outcome)
     VALUES ($1, $1, 'MESSAGE', $2, 'usr_eve', 'sealed', 1, $3, $4, 'Rule 1.', $5, 'No!', $6, $7)`,
    [id, state, OLD, decision, decidedAt, appealDecidedAt, outcome],
  );
  await query(
    `INSERT INTO moderation.report (id, reporter_id, case_id, subject_id, kind, reason, evidence_ids, created_at)
     VALUES ($1, 'usr_ben', $1, $1, 'MESSAGE', 'SPAM', '{}', $2)`,
    [id, OLD],
  );
}

interface CaseRow {
  readonly state: string;
  readonly decision: string | null;
  readonly decidedAt: Date | null;
  readonly appealDecidedAt: Date | null;
  readonly outcome: string | null;
}

test('old cases go with their copies and reports; those that wait, are recent or still hold over content stay', async () => {
  await addCase('nothing', {});
  await addCase('warned', { state: 'DECIDED', decision: 'WARN' });
  await addCase('restored', { decision: 'HIDE', outcome: 'OVERTURNED', appealDecidedAt: OLD });
  await addCase('hidden', { state: 'DECIDED', decision: 'HIDE' });
  await addCase('recent', { decidedAt: LATER });
  await addCase('appealed', { decision: 'HIDE', appealDecidedAt: LATER, outcome: 'UPHELD' });
  await addCase('waiting', { state: 'APPEALED', decision: 'HIDE' });
  await addCase('open', { state: 'OPEN', decision: null, decidedAt: null });

  expect(await repository.pruneCases(BEFORE, 10)).toBe(4);

  const rows = await query(
    'SELECT id, state, sealed_copy, reason, appeal_text FROM moderation.moderation_case ORDER BY id',
  );
  const whole = { sealed_copy: 'sealed', reason: 'Rule 1.', appeal_text: 'No!' };
  expect(rows).toEqual([
    { id: 'appealed', state: 'CLOSED', ...whole },
    { id: 'hidden', state: 'CLOSED', sealed_copy: null, reason: null, appeal_text: null },
    { id: 'open', state: 'OPEN', ...whole },
    { id: 'recent', state: 'CLOSED', ...whole },
    { id: 'waiting', state: 'APPEALED', ...whole },
  ]);
  const reports = await query('SELECT id FROM moderation.report ORDER BY id');
  expect(reports.map(({ id }) => id)).toEqual(['appealed', 'open', 'recent', 'waiting']);
  expect((await repository.decisionFacts('HIDE', null, 10)).payloads.map(({ subjectId }) => subjectId)).toContain(
    'hidden',
  );
  expect(await repository.pruneCases(BEFORE, 10)).toBe(0);
});
