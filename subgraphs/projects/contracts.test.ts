import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { nextOf } from '../../tests/domain-client.ts';
import { eventually } from '../../tests/eventually.ts';
import { eur, openContractWorld } from './fixtures/contract-world.ts';

let world: Awaited<ReturnType<typeof openContractWorld>>;

beforeAll(async () => {
  world = await openContractWorld();
});
afterAll(() => world.close());

test('a milestone is accepted, funded, begun, submitted, changed, approved and paid, less the fee', async () => {
  const contract = await world.newContract(10_001, 500);
  const { clientId, freelancerId, first: milestoneId } = contract;
  const early = await world.send(clientId, 'fundMilestone', { milestoneId, payWith: 'WALLET' });
  expect([early.refusal, early.error.from]).toEqual(['InvalidState', 'PROPOSED']);
  expect((await world.send(clientId, 'acceptMilestone', { milestoneId })).refusal).toBe('NotPermitted');

  await world.advance(contract, 'FUNDED');
  expect(world.ledger.balanceOf(clientId)).toBe(89_999n);
  expect(await world.read(clientId, contract.id)).toMatchObject({
    state: 'ACTIVE',
    nextStates: ['PAUSED', 'CANCELLED'],
    totals: { funded: { amount: '10001' } },
    milestones: [
      { state: 'FUNDED', inEscrow: { amount: '10001' }, nextStates: ['APPROVED', 'RELEASED', 'REFUNDED'] },
      {},
    ],
  });
  await world.send(freelancerId, 'startMilestone', { milestoneId });
  await world.send(freelancerId, 'submitMilestone', { milestoneId, note: 'First.' });
  const changed = await world.send(clientId, 'requestChanges', { milestoneId, note: 'Bigger.' });
  expect(changed.milestone).toMatchObject({ state: 'CHANGES_REQUESTED', autoReleaseAt: null });
  const again = await world.send(freelancerId, 'submitMilestone', { milestoneId, note: 'Second.' });
  expect(again.milestone).toMatchObject({ state: 'SUBMITTED', autoReleaseAt: expect.any(String) });
  expect((await world.send(freelancerId, 'approveMilestone', { milestoneId })).refusal).toBe('NotPermitted');
  expect((await world.send(clientId, 'approveMilestone', { milestoneId })).milestone).toMatchObject({
    state: 'APPROVED',
  });

  const [released] = await world.settled(contract);
  expect(released).toMatchObject({
    ...{ state: 'RELEASED', inEscrow: { amount: '0' }, released: { amount: '10001' }, fee: { amount: '1000' } },
    nextStates: [],
  });
  expect(world.ledger.balanceOf(freelancerId)).toBe(9_001n);
});

test('a contract and what is in it is seen by its parties and finance alone', async () => {
  const contract = await world.newContract(100);
  await world.advance(contract, 'SUBMITTED');
  const disputed = await world.send(contract.clientId, 'openDispute', { milestoneId: contract.first, reason: 'No.' });
  const query = `query ($id: ID!, $milestone: ID!, $dispute: ID!) { contract(id: $id) { id } _entities(representations: [
    { __typename: "Contract", id: $id }, { __typename: "Milestone", id: $milestone },
    { __typename: "ContractDispute", id: $dispute }]) { __typename } }`;
  const variables = { id: contract.id, milestone: contract.first, dispute: disputed.dispute.id };
  const found = async (caller: Parameters<typeof world.execute>[2]) => {
    const { data } = await world.execute(query, variables, caller);
    return [data?.['contract'], ...Object(data)['_entities']].map((one) => one !== null);
  };
  for (const id of [contract.clientId, contract.freelancerId])
    expect(await found(world.as(id))).toEqual([true, true, true, true]);
  expect(await found(world.finance)).toEqual([true, true, true, true]);
  expect(await found(world.as('usr_eve'))).toEqual([false, false, false, false]);
  for (const [name, input] of [
    ['approveMilestone', { milestoneId: contract.first }],
    ['endContract', { contractId: contract.id }],
    ['proposeMilestone', { contractId: contract.id, title: 'Mine', amount: eur(1) }],
    ['respondToDispute', { disputeId: disputed.dispute.id, response: 'Hm.' }],
  ] as const)
    expect((await world.send('usr_eve', name, input)).refusal).toBe('NotFound');
});

test('too little money is refused, nothing moves, and the milestone can be funded later', async () => {
  const contract = await world.newContract(100_001);
  await world.advance(contract, 'ACCEPTED');
  const input = { milestoneId: contract.first, payWith: 'WALLET', idempotencyKey: 'poor' };
  const refused = await world.send(contract.clientId, 'fundMilestone', input);
  expect([refused.refusal, refused.error.available]).toEqual(['InsufficientFunds', { amount: '100000' }]);
  const replayed = await world.send(contract.clientId, 'fundMilestone', input);
  expect([replayed.refusal, replayed.isReplay]).toEqual(['InsufficientFunds', true]);
  world.ledger.credit(contract.clientId, 1n);
  const funded = await world.send(contract.clientId, 'fundMilestone', { ...input, idempotencyKey: 'rich' });
  expect(funded.milestone).toMatchObject({ state: 'FUNDED' });
});

test('while the wallet is away funding fails with UNAVAILABLE, and happens once when it is back', async () => {
  const contract = await world.newContract(700);
  await world.advance(contract, 'ACCEPTED');
  const input = { milestoneId: contract.first, payWith: 'WALLET', idempotencyKey: 'away' };
  world.ledger.state.isDown = true;
  expect((await world.send(contract.clientId, 'fundMilestone', input)).refusal).toBe('UNAVAILABLE');
  world.ledger.state.isDown = false;
  const again = await world.send(contract.clientId, 'fundMilestone', input);
  expect(again).toMatchObject({ refusal: 'ok', isReplay: true, milestone: { state: 'FUNDED' } });
  expect(world.ledger.balanceOf(contract.clientId)).toBe(99_300n);
});

test('without a second request the saga funds what was asked for while the wallet was away', async () => {
  const contract = await world.newContract(700);
  await world.advance(contract, 'ACCEPTED');
  world.ledger.state.isDown = true;
  await world.send(contract.clientId, 'fundMilestone', { milestoneId: contract.first, payWith: 'WALLET' });
  world.ledger.state.isDown = false;
  expect(await world.settled(contract)).toMatchObject([{ state: 'FUNDED' }]);
  expect(world.ledger.balanceOf(contract.clientId)).toBe(99_300n);
});

test('a milestone is paid in parts, and its fees add up to that on the whole', async () => {
  const contract = await world.newContract(1_005);
  const { clientId, freelancerId, first: milestoneId } = contract;
  await world.advance(contract, 'IN_PROGRESS');
  const tooMuch = await world.send(clientId, 'approveMilestone', { milestoneId, amount: eur(1_006) });
  expect([tooMuch.refusal, tooMuch.error.available]).toEqual(['AmountTooLarge', { amount: '1005' }]);
  await world.send(clientId, 'approveMilestone', { milestoneId, amount: eur(333) });
  expect(await world.settled(contract)).toMatchObject([{ state: 'IN_PROGRESS', released: { amount: '333' } }]);
  await world.send(freelancerId, 'refundMilestone', { milestoneId, amount: eur(5) });
  expect(await world.settled(contract)).toMatchObject([{ state: 'IN_PROGRESS', refunded: { amount: '5' } }]);
  await world.send(clientId, 'approveMilestone', { milestoneId });
  expect(await world.settled(contract)).toMatchObject([{ state: 'RELEASED', fee: { amount: '100' } }]);
  expect(world.ledger.balanceOf(freelancerId)).toBe(900n);
  expect(world.ledger.balanceOf(clientId)).toBe(99_000n);
});

test('of 20 approvals at a time one pays, and of one key there is one effect', async () => {
  const contract = await world.newContract(1_000);
  await world.advance(contract, 'SUBMITTED');
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, nth) =>
      world.send(contract.clientId, 'approveMilestone', {
        milestoneId: contract.first,
        ...(nth < 10 ? { idempotencyKey: 'the same' } : {}),
      }),
    ),
  );
  expect(outcomes.filter(({ refusal, isReplay }) => refusal === 'ok' && !isReplay)).toHaveLength(1);
  await world.settled(contract);
  expect(world.ledger.balanceOf(contract.freelancerId)).toBe(900n);
});

test('what was submitted is approved by itself after 14 days, and what was not begun is refunded', async () => {
  const contract = await world.newContract(1_000, 2_000, 3_000);
  const [submitted = '', idle = '', unfunded = ''] = contract.ids;
  await world.advance(contract, 'SUBMITTED', submitted);
  await world.advance(contract, 'FUNDED', idle);
  await world.advance(contract, 'ACCEPTED', unfunded);
  world.pass(13);
  const waiting = await world.read(contract.clientId, contract.id);
  expect(waiting.milestones.map(({ state }: { state: string }) => state)).toEqual(['SUBMITTED', 'FUNDED', 'PROPOSED']);
  world.pass(1, 60_000);
  await eventually(async () => {
    const milestones = await world.settled(contract);
    return milestones.map(({ state }) => state).join() === 'RELEASED,REFUNDED,CANCELLED';
  }, 'the clocks');
  expect(world.ledger.balanceOf(contract.freelancerId)).toBe(900n);
  expect(world.ledger.balanceOf(contract.clientId)).toBe(99_000n);
});

test('a dispute stops the clocks, and finance alone divides what is in escrow', async () => {
  const contract = await world.newContract(1_000);
  const { clientId, freelancerId, first: milestoneId } = contract;
  await world.advance(contract, 'SUBMITTED');
  const opened = await world.send(clientId, 'openDispute', { milestoneId, reason: 'It is not what I asked for.' });
  const { id: disputeId } = opened.dispute;
  expect(opened.dispute.milestone).toMatchObject({ state: 'DISPUTED', autoReleaseAt: null, startBy: null });
  expect(await world.read(clientId, contract.id)).toMatchObject({ state: 'DISPUTED' });
  expect((await world.send(clientId, 'respondToDispute', { disputeId, response: 'Me.' })).refusal).toBe('NotPermitted');
  expect((await world.send(freelancerId, 'respondToDispute', { disputeId, response: 'It is.' })).dispute.response).toBe(
    'It is.',
  );
  for (const name of ['approveMilestone', 'refundMilestone'])
    expect((await world.send(name.startsWith('a') ? clientId : freelancerId, name, { milestoneId })).refusal).toBe(
      'InvalidState',
    );
  world.pass(40);
  const split = (toFreelancer: number, toClient: number) => ({
    ...{ disputeId, toFreelancer: eur(toFreelancer), toClient: eur(toClient), reason: 'Half is done.' },
  });
  expect((await world.send(clientId, 'resolveDispute', split(500, 500))).refusal).toBe('FORBIDDEN');
  expect((await world.send('finance', 'resolveDispute', split(500, 501))).refusal).toBe('AmountMismatch');
  const decided = await world.send('finance', 'resolveDispute', split(600, 400));
  expect(decided.dispute).toMatchObject({ state: 'RESOLVED', toFreelancer: { amount: '600' } });
  expect((await world.send('finance', 'resolveDispute', split(600, 400))).refusal).toBe('InvalidState');
  expect(await world.settled(contract)).toMatchObject([{ state: 'RELEASED', refunded: { amount: '400' } }]);
  expect(world.ledger.balanceOf(freelancerId)).toBe(540n);
  expect(world.ledger.balanceOf(clientId)).toBe(99_400n);
  expect(await world.read(clientId, contract.id)).toMatchObject({ state: 'ACTIVE' });
  const audited = await world.sql.$queryRaw`SELECT action FROM audit_entry WHERE subject_id = ${disputeId}`;
  expect(audited).toEqual([{ action: 'resolveDispute' }]);
});

test('at the moment of the automatic approval either it happens or a dispute does', async () => {
  for (let round = 0; round < 5; round += 1) {
    const contract = await world.newContract(1_000);
    const milestoneId = contract.first;
    await world.advance(contract, 'SUBMITTED');
    world.pass(14, 60_000);
    // The clock runs every few seconds: the same moment is made by running it here.
    const { expire } = await import('./operations/milestones/run-clocks.ts');
    const [expired, disputed] = await Promise.all([
      world.repository.transaction((store) => expire(store, { milestoneId }, world.now())),
      world.send(contract.clientId, 'openDispute', { milestoneId, reason: 'Wait.' }),
    ]);
    expect([expired, disputed.refusal === 'ok'].filter(Boolean).length).toBeLessThanOrEqual(1);
    const [{ state }] = (await world.settled(contract)) as unknown as [{ state: string }];
    expect(state).toBe(disputed.refusal === 'ok' ? 'DISPUTED' : 'RELEASED');
    expect(world.ledger.balanceOf(contract.freelancerId)).toBe(disputed.refusal === 'ok' ? 0n : 900n);
  }
});

test('the end of a contract refunds what was not submitted, and waits for what was', async () => {
  const contract = await world.newContract(1_000, 2_000, 3_000, 50);
  const [submitted = '', begun = '', funded = ''] = contract.ids;
  await world.advance(contract, 'SUBMITTED', submitted);
  await world.advance(contract, 'IN_PROGRESS', begun);
  await world.advance(contract, 'FUNDED', funded);
  const early = await world.send(contract.freelancerId, 'endContract', { contractId: contract.id });
  expect([early.refusal, early.error.from]).toEqual(['InvalidState', 'SUBMITTED']);
  await world.send(contract.clientId, 'approveMilestone', { milestoneId: submitted });
  await world.settled(contract);
  const input = { contractId: contract.id, reason: 'Thank you.', idempotencyKey: 'end' };
  expect((await world.send(contract.clientId, 'endContract', input)).contract).toMatchObject({ state: 'COMPLETED' });
  expect((await world.send(contract.clientId, 'endContract', input)).isReplay).toBe(true);
  const states = (await world.settled(contract)).map(({ state }) => state);
  expect(states).toEqual(['RELEASED', 'REFUNDED', 'REFUNDED', 'CANCELLED']);
  expect(world.ledger.balanceOf(contract.clientId)).toBe(99_000n);
  expect(await world.published()).toContainEqual(
    expect.objectContaining({
      type: 'projects.contract-ended',
      payload: expect.objectContaining({ state: 'COMPLETED' }),
    }),
  );
});

test('a paused contract goes no further and keeps its time', async () => {
  const contract = await world.newContract(1_000);
  const { clientId, freelancerId, first: milestoneId, id: contractId } = contract;
  await world.advance(contract, 'FUNDED');
  expect((await world.send(freelancerId, 'pauseContract', { contractId })).refusal).toBe('NotPermitted');
  expect((await world.send(clientId, 'pauseContract', { contractId })).contract).toMatchObject({ state: 'PAUSED' });
  expect((await world.send(freelancerId, 'startMilestone', { milestoneId })).refusal).toBe('InvalidState');
  world.pass(20);
  const before = (await world.read(clientId, contractId)).milestones[0].startBy;
  expect((await world.send(clientId, 'resumeContract', { contractId })).contract).toMatchObject({ state: 'ACTIVE' });
  const [{ startBy, state }] = (await world.read(clientId, contractId)).milestones;
  expect(state).toBe('FUNDED');
  expect(Date.parse(startBy) - Date.parse(before)).toBeGreaterThanOrEqual(20 * 24 * 60 * 60 * 1_000);
  expect((await world.send(freelancerId, 'startMilestone', { milestoneId })).refusal).toBe('ok');
});

test('reviews are shown when both have written one, and count from then on', async () => {
  const contract = await world.newContract(1_000);
  const { clientId, freelancerId, id: contractId } = contract;
  await world.advance(contract, 'SUBMITTED');
  const review = (viewerId: string, rating: number) =>
    world.send(viewerId, 'reviewContract', { contractId, rating, text: `${rating} stars`, privateNote: 'Between us.' });
  expect((await review(clientId, 4)).refusal).toBe('InvalidState');
  await world.send(clientId, 'approveMilestone', { milestoneId: contract.first });
  await world.settled(contract);
  await world.send(clientId, 'endContract', { contractId });
  expect((await review(clientId, 4)).review).toMatchObject({ rating: 4, isShown: false });
  expect((await review(clientId, 5)).refusal).toBe('ContractReviewed');
  expect((await world.read(freelancerId, contractId)).reviews).toEqual([]);
  const rated = () =>
    world.sql
      .$queryRaw`SELECT role, count, total FROM user_rating WHERE user_id IN (${clientId}, ${freelancerId}) ORDER BY role`;
  expect(await rated()).toEqual([]);
  expect((await review(freelancerId, 5)).review).toMatchObject({ isShown: true });
  expect((await world.read(freelancerId, contractId)).reviews).toHaveLength(2);
  expect(await rated()).toEqual([
    { role: 'CLIENT', count: 1, total: 5 },
    { role: 'FREELANCER', count: 1, total: 4 },
  ]);
});

test('who follows a contract gets each change, and nobody else may', async () => {
  const contract = await world.newContract(1_000);
  const { cursor } = await world.read(contract.freelancerId, contract.id);
  await world.advance(contract, 'FUNDED');
  const query = `subscription ($id: ID!, $after: String) { contractUpdated(contractId: $id, after: $after) {
    cursor resyncRequired contract { state } } }`;
  const events = await world.subscribe(query, { id: contract.id, after: cursor }, world.as(contract.freelancerId));
  for (let nth = 0; nth < 3; nth += 1)
    expect((await nextOf(events)).data?.['contractUpdated']).toMatchObject({
      resyncRequired: false,
      contract: { state: 'ACTIVE' },
    });
  await events.return?.();
  await expect(world.subscribe(query, { id: contract.id }, world.as('usr_eve'))).rejects.toThrow('refused');
});

test('money in escrow, a dispute and a running contract stand against deleting an account; nothing else is left after it', async () => {
  const contract = await world.newContract(1_000);
  const { clientId, freelancerId } = contract;
  await world.advance(contract, 'SUBMITTED');
  await world.send(freelancerId, 'openDispute', { milestoneId: contract.first, reason: 'Canary words.' });
  const query = 'query ($id: ID!) { deletionObstacles(userId: $id) { kind count amount { amount } } }';
  const obstacles = async (id: string) =>
    (await world.execute(query, { id }, world.asService('auth'))).data?.['deletionObstacles'];
  for (const id of [clientId, freelancerId])
    expect(await obstacles(id)).toEqual([
      { kind: 'MILESTONE', count: 1, amount: { amount: '1000' } },
      { kind: 'DISPUTE', count: 1, amount: null },
      { kind: 'CONTRACT', count: 1, amount: null },
    ]);
  const { dispute } = Object((await world.read(clientId, contract.id)).milestones[0]);
  await world.send('finance', 'resolveDispute', { disputeId: dispute.id, toFreelancer: eur(1_000), toClient: eur(0) });
  await world.settled(contract);
  await world.send(freelancerId, 'endContract', { contractId: contract.id, reason: 'Canary end.' });
  await world.send(freelancerId, 'reviewContract', { contractId: contract.id, rating: 2, text: 'Canary review.' });
  expect(await obstacles(freelancerId)).toEqual([]);
  await world.sql
    .$executeRaw`UPDATE proposal SET freelancer_id = NULL, cover_letter = '' WHERE freelancer_id = ${freelancerId}`;
  await world.erase(freelancerId);
  expect(await world.remains(freelancerId, 'Canary')).toEqual([]);
  expect(await world.read(clientId, contract.id)).toMatchObject({ totals: { released: { amount: '1000' } } });
});
