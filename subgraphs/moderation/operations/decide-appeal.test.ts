import { expect, test } from '@jest/globals';
import { caseWith, createWorld } from '../fixtures/operation-world.ts';
import { decideAppeal } from './decide-appeal.ts';

const input = { caseId: 'mod_1', outcome: 'OVERTURNED', reason: 'Right.' };
const appealed = caseWith({ state: 'APPEALED', decision: 'HIDE', decidedBy: 'usr_mod' });

test('who has made the decision does not decide the appeal while there is another moderator', async () => {
  const { context, ask, published } = createWorld(appealed);
  ask.mockResolvedValue({ hasOtherModerator: true });
  expect(await decideAppeal(context, input)).toMatchObject({ refusal: { __typename: 'NotPermitted' } });
  ask.mockRejectedValue(new Error('auth is away'));
  await expect(decideAppeal(context, input)).rejects.toThrow('auth is away');
  expect(published()).toEqual([]);
});

test.each([
  ['a hidden message', 'HIDE', 'OVERTURNED', ['moderation.content-restored']],
  ['a suspension', 'SUSPEND', 'OVERTURNED', ['moderation.person-restored']],
  ['a warning', 'WARN', 'OVERTURNED', []],
  ['a hidden message', 'HIDE', 'UPHELD', []],
] as const)('an appeal against %s (%s) that is %s is published and audited', async (_, decision, outcome, effect) => {
  const { context, changed, published, store } = createWorld(
    caseWith({ ...appealed, decision, decidedBy: 'usr_chief' }),
  );
  changed.mockResolvedValue(caseWith({ decision }));
  expect(await decideAppeal(context, { ...input, outcome })).toMatchObject({ ok: true });
  expect(published()).toEqual([...effect, 'moderation.appeal-decided']);
  expect(store.recordAudit).toHaveBeenCalledTimes(1);
});

test('what was not appealed has no appeal to decide', async () => {
  const { context } = createWorld(caseWith({ state: 'DECIDED', decision: 'HIDE' }));
  expect(await decideAppeal(context, input)).toMatchObject({ refusal: { __typename: 'InvalidState' } });
});
