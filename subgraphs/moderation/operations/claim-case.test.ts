import { expect, test } from '@jest/globals';
import { caseWith, createWorld, NOW } from '../fixtures/operation-world.ts';
import { CLAIM_TTL_MS, claimCase } from './claim-case.ts';

const later = new Date(NOW.getTime() + 1);

test.each([
  ['that does not exist', null, 'NotFound'],
  ['about the moderator', caseWith({ ownerId: 'usr_mod' }), 'NotFound'],
  ['that is decided', caseWith({ state: 'DECIDED' }), 'InvalidState'],
  ['of another moderator', caseWith({ claimedBy: 'usr_chief', claimedUntil: later }), 'AlreadyClaimed'],
])('a case %s is not claimed', async (_, found, __typename) => {
  const { context, changed } = createWorld(found);
  expect(await claimCase(context, { caseId: 'mod_1' })).toMatchObject({ ok: false, refusal: { __typename } });
  expect(changed).not.toHaveBeenCalled();
});

test.each([
  ['that waits', caseWith()],
  ['that was appealed', caseWith({ state: 'APPEALED' })],
  ['of the moderator', caseWith({ claimedBy: 'usr_mod', claimedUntil: later })],
  ['whose claim has lapsed', caseWith({ claimedBy: 'usr_chief', claimedUntil: NOW })],
])('a case %s is claimed for 15 minutes, and audited', async (_, found) => {
  const { context, changed, store } = createWorld(found);
  expect(await claimCase(context, { caseId: 'mod_1' })).toMatchObject({ ok: true });
  expect(changed).toHaveBeenCalledWith('mod_1', 'usr_mod', new Date(NOW.getTime() + CLAIM_TTL_MS));
  expect(store.recordAudit).toHaveBeenCalledTimes(1);
});
