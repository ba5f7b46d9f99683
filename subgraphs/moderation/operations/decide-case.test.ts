import { expect, test } from '@jest/globals';
import { caseWith, createWorld, NOW } from '../fixtures/operation-world.ts';
import { decideCase } from './decide-case.ts';

const decision = { caseId: 'mod_1', decision: 'HIDE', reason: 'Rule 1.' };

test.each([
  ['a person to be hidden', caseWith({ kind: 'PERSON' }), {}, 'InvalidInput'],
  ['a warning to nobody', caseWith({ ownerId: null }), { decision: 'WARN' }, 'InvalidInput'],
  ['an end that has passed', caseWith(), { decision: 'SUSPEND', until: NOW }, 'InvalidInput'],
  ['a reason of 501 characters', caseWith(), { reason: 'x'.repeat(501) }, 'InvalidInput'],
  ['a case that is appealed', caseWith({ state: 'APPEALED' }), {}, 'InvalidState'],
])('%s is refused, and nothing is published', async (_, found, more, __typename) => {
  const { context, published, changed } = createWorld(found);
  expect(await decideCase(context, { ...decision, ...more })).toMatchObject({ ok: false, refusal: { __typename } });
  expect([published(), changed.mock.calls]).toEqual([[], []]);
});

test.each([
  ['HIDE', {}, ['moderation.content-hidden']],
  ['REMOVE', {}, ['moderation.content-removed']],
  ['WARN', {}, ['moderation.person-warned']],
  ['SUSPEND', {}, ['moderation.person-suspended']],
  ['NONE', {}, []],
  ['NONE', { isQuarantine: true }, ['moderation.content-restored']],
  ['WARN', { isQuarantine: true }, ['moderation.content-restored', 'moderation.person-warned']],
])('%s of a case %p is published and audited', async (verdict, more, effect) => {
  const { context, published, changed, store } = createWorld(caseWith(more));
  changed.mockResolvedValue(caseWith({ ...more }));
  expect(await decideCase(context, { ...decision, decision: verdict })).toMatchObject({ ok: true });
  expect(published()).toEqual([...effect, 'moderation.case-decided', 'moderation.reports-reviewed']);
  expect(store.recordAudit).toHaveBeenCalledWith(
    context,
    expect.objectContaining({ action: 'decideCase', scope: 'moderator', subjectId: 'msg_1', reason: 'Rule 1.' }),
  );
});
