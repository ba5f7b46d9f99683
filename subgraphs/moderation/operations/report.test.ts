import { expect, test } from '@jest/globals';
import { newId } from '../../../runtime/operations/ids.ts';
import { caseWith, createWorld, NOW } from '../fixtures/operation-world.ts';
import { MAX_REPORTS_PER_HOUR, report } from './report.ts';

const subject = newId('msg', NOW);
const input = { subject, reason: 'SPAM', idempotencyKey: 'key' };

function worldOf(found: Parameters<typeof createWorld>[0] = null, ownerId: string | null = 'usr_eve') {
  const world = createWorld(found, 'usr_ada', []);
  world.ask.mockImplementation(async (domain) =>
    domain === 'media'
      ? { attachableFiles: [{ id: 'fil_own' }] }
      : { moderationSubject: { ownerId, text: 'Buy!', mediaFileIds: [], createdAt: NOW.toISOString() } },
  );
  return world;
}

test.each([
  ['OTHER without words', { reason: 'OTHER' }, 'InvalidInput'],
  ['a reason that there is not', { reason: 'BORING' }, 'InvalidInput'],
  ['eleven files', { evidenceIds: Array.from({ length: 11 }, () => 'fil_own') }, 'InvalidInput'],
  ['a file of somebody else', { evidenceIds: ['fil_own', 'fil_other'] }, 'InvalidInput'],
  ['a thing of no known kind', { subject: 'xyz_1' }, 'NotFound'],
])('%s is refused, and nothing is stored', async (_, more, __typename) => {
  const { context, store } = worldOf();
  expect(await report(context, { ...input, ...more })).toMatchObject({ ok: false, refusal: { __typename } });
  expect(store.addReport).not.toHaveBeenCalled();
});

test('what is the viewer\u2019s own, or nobody\u2019s, is refused', async () => {
  expect(await report(worldOf(null, 'usr_ada').context, input)).toMatchObject({
    refusal: { __typename: 'NotPermitted' },
  });
  expect(await report(worldOf(null, null).context, input)).toMatchObject({ refusal: { __typename: 'NotFound' } });
});

test('the report after the last of an hour is refused until the oldest is an hour old', async () => {
  const { context, store } = worldOf();
  store.recentReports.mockResolvedValue({ count: MAX_REPORTS_PER_HOUR, oldestAt: new Date(NOW.getTime() - 3_000_000) });
  expect(await report(context, input)).toMatchObject({ refusal: { __typename: 'TooManyAttempts', retryAfter: 600 } });
});

test('the first report opens a case with a sealed copy, and signals moderators', async () => {
  const { context, store, announce } = worldOf();
  const { reportId } = Object(
    await report(context, { ...input, reason: 'CHILD_SAFETY', evidenceIds: ['fil_own'] }),
  ).value;
  expect(reportId).toMatch(/^rpt_/);
  const [draft] = store.openCase.mock.calls[0] ?? [];
  expect(draft).toMatchObject({ subjectId: subject, kind: 'MESSAGE', ownerId: 'usr_eve', priority: 0, openedAt: NOW });
  expect(draft).toMatchObject({ sealedCopy: `sealed for ${draft?.id}` });
  expect(store.addReport).toHaveBeenCalledWith(
    expect.objectContaining({ caseId: draft?.id, evidenceIds: ['fil_own'] }),
  );
  expect([store.logCase.mock.calls.length, announce.mock.calls.length]).toEqual([1, 1]);
});

test('another report joins the open case', async () => {
  const { context, store, announce } = worldOf(caseWith());
  expect(await report(context, input)).toMatchObject({ ok: true, isReplay: false });
  expect(store.addReport).toHaveBeenCalledWith(expect.objectContaining({ caseId: 'mod_1', text: null }));
  expect([store.logCase.mock.calls.length, announce.mock.calls.length]).toEqual([0, 0]);
});

test('a domain that is away is a fault', async () => {
  const { context, ask } = worldOf();
  ask.mockRejectedValue(new Error('chat is away'));
  await expect(report(context, input)).rejects.toThrow('chat is away');
});
