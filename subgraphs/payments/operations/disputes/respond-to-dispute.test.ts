import { expect, test } from '@jest/globals';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { acceptDispute, submitDisputeEvidence } from './respond-to-dispute.ts';

const FINANCE = { viewerId: 'usr_fin', scopes: ['finance'] };
const PAID = { state: 'SUCCEEDED', captured: 1_000n, isDisputed: true } as const;
const EVIDENCE = { disputeId: 'dsp_1', evidence: { explanation: 'It was delivered.' } };

test('evidence is stored before it is sent, and recorded', async () => {
  const { context, provider, row, done } = createOperationWorld({ payment: PAID, dispute: {}, caller: FINANCE });
  expect(await submitDisputeEvidence(context, EVIDENCE)).toMatchObject({ ok: true, value: { state: 'UNDER_REVIEW' } });
  const evidence = { productDescription: null, delivery: null, communication: null, explanation: 'It was delivered.' };
  expect(provider.submitEvidence).toHaveBeenCalledWith('sbd_1', evidence, expect.any(String));
  expect([row.dispute?.evidence, done.audited]).toEqual([evidence, ['submitDisputeEvidence']]);
});

test('a dispute that is given up is lost', async () => {
  const { context, done } = createOperationWorld({ payment: PAID, dispute: {}, caller: FINANCE });
  expect(await acceptDispute(context, { disputeId: 'dsp_1' })).toMatchObject({ ok: true, value: { state: 'LOST' } });
  expect([done.published, done.audited]).toEqual([['dispute-closed'], ['acceptDispute']]);
});

test.each([
  ['a dispute that is not there', {}, { ...EVIDENCE, disputeId: 'dsp_2' }, 'NotFound'],
  ['a dispute that is decided', { state: 'WON' as const }, EVIDENCE, 'InvalidState'],
  ['nothing to say', {}, { disputeId: 'dsp_1', evidence: {} }, 'InvalidInput'],
])('%s: nothing is sent', async (_, dispute, input, __typename) => {
  const { context, provider } = createOperationWorld({ payment: PAID, dispute, caller: FINANCE });
  expect(await submitDisputeEvidence(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(provider.submitEvidence).not.toHaveBeenCalled();
});

test.each([submitDisputeEvidence, acceptDispute])('without the scope finance nobody responds', async (respond) => {
  const { context } = createOperationWorld({ payment: PAID, dispute: {} });
  await expect(respond(context, EVIDENCE)).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
});
