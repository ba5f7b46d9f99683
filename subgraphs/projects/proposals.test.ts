import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { userBlocked } from '../../runtime/relations/block-events.ts';
import { userSuspended } from '../../runtime/relations/suspension-events.ts';
import { openProjectsWorld } from './fixtures/projects-world.ts';

let world: Awaited<ReturnType<typeof openProjectsWorld>>;
beforeAll(async () => {
  world = await openProjectsWorld();
});
afterAll(() => world.close());

/** States of the proposals that somebody sees of a project by its list; null when they see no list. */
async function listed(name: string | null, projectId: string): Promise<string[] | null> {
  const project = await world.seen(name, projectId, '{ proposals { edges { node { state } } } }');
  return project?.proposals?.edges.map(({ node }: { node: { state: string } }) => node.state) ?? null;
}

/** A proposal as somebody sees it in every way that asks for it by its id. */
async function seen(name: string, id: string) {
  const root = (await world.run(name, `{ proposal(id: "${id}") { coverLetter } }`)).proposal;
  const entities = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Proposal { coverLetter } } }`;
  const refs = [{ __typename: 'Proposal', id }];
  const [entity] = (await world.run(name, entities, { refs }))._entities;
  expect(entity ?? null).toEqual(root);
  return root;
}

const accept = (name: string, proposalId: string, more: object = {}) =>
  world.call(
    name,
    'acceptProposal',
    { proposalId, idempotencyKey: proposalId, ...more },
    'isReplay proposal { state } contract { id state client { id } freelancer { id } }',
  );

describe('proposals of others', () => {
  test('are seen by their two people only', async () => {
    const projectId = await world.open('ada');
    const [ben, cleo] = [await world.propose('ben', projectId), await world.propose('cleo', projectId)];
    expect([await listed('ada', projectId), await listed('ben', projectId), await listed('dan', projectId)]).toEqual([
      ['SUBMITTED', 'SUBMITTED'],
      null,
      null,
    ]);
    expect([await seen('ada', ben), await seen('ben', ben)]).toEqual([
      { coverLetter: 'I am ben.' },
      { coverLetter: 'I am ben.' },
    ]);
    expect([await seen('cleo', ben), await seen('ben', cleo), await seen('dan', ben)]).toEqual([null, null, null]);
    const own = await world.seen('ben', projectId, '{ proposalCount viewerProposal { id } }');
    expect(own).toEqual({ proposalCount: 2, viewerProposal: { id: ben } });
    const users = `{ _entities(representations: [{ __typename: "User", id: "${world.idOf('ben')}" }]) {
      ... on User { proposals { edges { node { id } } } } } }`;
    const [mine] = (await world.run('ben', users))._entities;
    expect(mine.proposals.edges.length).toBeGreaterThan(0);
    const [others] = (await world.run('ada', users))._entities;
    expect(others.proposals).toBeNull();
    const receipts = (await world.published()).filter(({ type }) => type === 'projects.proposal-submitted');
    expect(receipts.every(({ payload }) => Object(payload).clientId === world.idOf('ada'))).toBe(true);
  });

  test('are hidden from the client by a block, a suspension and when they are withdrawn', async () => {
    const projectId = await world.open('dan');
    const [ben, cleo, ada] = [
      await world.propose('ben', projectId),
      await world.propose('cleo', projectId),
      await world.propose('ada', projectId),
    ];
    const at = new Date().toISOString();
    await world.publish(userBlocked, { userId: world.idOf('ben'), blockedId: world.idOf('dan'), at });
    expect([await seen('dan', ben), await listed('dan', projectId)]).toEqual([null, ['SUBMITTED', 'SUBMITTED']]);
    await world.call('cleo', 'withdrawProposal', { proposalId: cleo }, 'proposal { state }');
    expect([await seen('dan', cleo), await listed('dan', projectId)]).toEqual([null, ['SUBMITTED']]);
    await world.publish(userSuspended, { userId: world.idOf('ada'), until: null, at });
    expect([await seen('dan', ada), await listed('dan', projectId)]).toEqual([null, []]);
    await world.sql.$executeRaw`DELETE FROM suspension`;
    expect((await accept('dan', cleo)).refusals).toEqual(['NotFound']);
  });
});

describe('sending a proposal', () => {
  const submit = (name: string, input: object) =>
    world.call(
      name,
      'submitProposal',
      { coverLetter: 'Me.', bid: { amount: '300', currency: 'EUR' }, ...input },
      'proposal { id }',
    );

  test('is refused for reasons that the freelancer can act on', async () => {
    const [open, draft] = [await world.open('ada'), await world.draft('ada')];
    const refused = async (name: string, input: object) => (await submit(name, input)).refusals;
    expect(await refused('ada', { projectId: open })).toEqual(['OwnProject']);
    expect(await refused('ben', { projectId: draft })).toEqual(['NotFound']);
    expect(await refused('ben', { projectId: open, bid: { amount: '300', currency: 'USD' } })).toEqual([
      'CurrencyMismatch',
    ]);
    const milestones = [{ title: 'All', amount: '299' }];
    expect(await refused('ben', { projectId: open, milestones })).toEqual(['InvalidInput']);
    expect(await refused('ben', { projectId: open, resumeId: 'res_of_somebody' })).toEqual(['NotFound']);
    expect(await refused('ben', { projectId: open })).toEqual([]);
    expect(await refused('ben', { projectId: open })).toEqual(['AlreadyProposed']);
    await world.call('ada', 'changeProjectStatus', { projectId: open, status: 'PAUSED' }, 'project { id }');
    expect(await refused('cleo', { projectId: open })).toEqual(['ProjectNotOpen']);
  });

  test('whoever has withdrawn may send another', async () => {
    const projectId = await world.open('ada');
    const first = await world.propose('ben', projectId);
    await world.call('ben', 'withdrawProposal', { proposalId: first }, 'proposal { state }');
    expect((await world.seen('ada', projectId)).proposalCount).toBe(0);
    const second = await world.propose('ben', projectId);
    expect(second).not.toBe(first);
    expect((await world.seen('ada', projectId)).proposalCount).toBe(1);
  });

  test('a resume that is part of it can be read by the client as long as they see it', async () => {
    const projectId = await world.open('ada');
    const resumeId = `res_${world.idOf('ben').slice(-6)}`;
    const proposalId = await world.propose('ben', projectId, { resumeId });
    const may = async (name: string) => {
      const document = `{ mayReadResumes(resumeIds: ["${resumeId}"], viewerId: "${world.idOf(name)}") }`;
      const { data } = await world.execute(document, {}, world.asService('resume'));
      return Object(data).mayReadResumes.length > 0;
    };
    expect([await may('ada'), await may('cleo')]).toEqual([true, false]);
    await world.call('ada', 'rejectProposal', { proposalId, reason: 'Too slow.' }, 'proposal { state }');
    expect(await may('ada')).toBe(false);
    const { data } = await world.execute(
      `{ proposal(id: "${proposalId}") { state reason } }`,
      {},
      world.as(world.idOf('ben')),
    );
    expect(Object(data).proposal).toEqual({ state: 'REJECTED', reason: 'Too slow.' });
  });
});

describe('accepting a proposal', () => {
  test('opens the contract with the milestones of the proposal', async () => {
    const projectId = await world.open('ada');
    const milestones = [
      { title: 'Design', amount: '4000' },
      { title: 'Build', amount: '6000' },
    ];
    const proposalId = await world.propose('cleo', projectId, { milestones });
    expect((await accept('cleo', proposalId)).refusals).toEqual(['NotPermitted']);
    const first = await accept('ada', proposalId);
    expect(first).toMatchObject({
      ...{ isReplay: false, refusals: [], proposal: { state: 'ACCEPTED' } },
      contract: { state: 'PENDING', client: { id: world.idOf('ada') }, freelancer: { id: world.idOf('cleo') } },
    });
    const rows = await world.sql.$queryRaw`
      SELECT title, amount, state, proposed_role AS role FROM milestone WHERE contract_id = ${first.contract.id} ORDER BY position`;
    expect(rows).toEqual([
      { title: 'Design', amount: '4000', state: 'PROPOSED', role: 'FREELANCER' },
      { title: 'Build', amount: '6000', state: 'PROPOSED', role: 'FREELANCER' },
    ]);
    expect(await accept('ada', proposalId)).toMatchObject({ isReplay: true, contract: { id: first.contract.id } });
    expect(await world.seen('cleo', projectId, '{ status contract { id } }')).toEqual({
      ...{ status: 'IN_PROGRESS', contract: { id: first.contract.id } },
    });
    expect((await world.seen('dan', projectId, '{ contract { id } }')).contract).toBeNull();
    const cancel = await world.call('ada', 'changeProjectStatus', { projectId, status: 'CANCELLED' }, 'project { id }');
    expect(cancel.refusals).toEqual(['HasContracts']);
  });

  test('another one is not accepted afterwards', async () => {
    const projectId = await world.open('ada');
    const [first, second] = [await world.propose('dan', projectId), await world.propose('cleo', projectId)];
    await accept('ada', first);
    expect((await accept('ada', second)).refusals).toEqual(['AlreadyAccepted']);
    const terms = { milestones: [{ title: 'Other', amount: '1' }] };
    expect((await accept('ada', first, { terms })).refusals).toEqual(['IdempotencyConflict']);
  });
});

test('a bidder who deletes the account while shortlisted disappears', async () => {
  const projectId = await world.open('ada');
  const proposalId = await world.propose('eve', projectId).catch(() => null);
  expect(proposalId).not.toBeNull();
  await world.call('ada', 'shortlistProposal', { proposalId }, 'proposal { state }');
  expect(await listed('ada', projectId)).toEqual(['SHORTLISTED']);
  await world.erase(world.idOf('eve'));
  expect([await listed('ada', projectId), await seen('ada', String(proposalId))]).toEqual([[], null]);
  expect((await world.seen('ada', projectId)).proposalCount).toBe(0);
  expect(await world.remains(world.idOf('eve'), 'I am eve.')).toEqual([]);
  expect((await accept('ada', String(proposalId))).refusals).toEqual(['NotFound']);
});

test('a client who deletes the account takes the projects with them, but for what has a contract', async () => {
  const [unbound, contracted] = [
    await world.open('fay', { title: 'Fay one' }),
    await world.open('fay', { description: 'Fay two' }),
  ];
  await world.propose('cleo', unbound);
  await accept('fay', await world.propose('cleo', contracted));
  await world.erase(world.idOf('fay'));
  expect(await world.seen('cleo', unbound)).toBeNull();
  expect(await world.seen('cleo', contracted, '{ title description client { id } status }')).toEqual({
    ...{ title: 'A shop', description: '—', client: null, status: 'CANCELLED' },
  });
  expect(await world.seen('dan', contracted)).toBeNull();
  expect(await world.remains(world.idOf('fay'), 'Fay one', 'Fay two')).toEqual([]);
});

test('the client follows what they receive, and who sees a project its changes', async () => {
  const { proposalsCursor } = await world.run('ada', '{ proposalsCursor }');
  const projectId = await world.open('ada');
  const { cursor } = await world.seen('dan', projectId, '{ cursor }');
  const proposalId = await world.propose('cleo', projectId);
  await world.call('ada', 'updateProject', { projectId, title: 'Another title' }, 'project { id }');
  const received = await world.subscribe(
    'subscription ($after: String) { proposalReceived(after: $after) { resyncRequired proposal { id } } }',
    { after: proposalsCursor },
    world.as(world.idOf('ada')),
  );
  expect(Object((await received.next()).value).data).toEqual({
    proposalReceived: { resyncRequired: false, proposal: { id: proposalId } },
  });
  await received.return?.();
  const updated = await world.subscribe(
    `subscription ($id: ID!, $after: String) { projectUpdated(projectId: $id, after: $after) { project { title proposalCount } } }`,
    { id: projectId, after: cursor },
    world.as(world.idOf('dan')),
  );
  const titles = [await updated.next(), await updated.next()].map(
    ({ value }) => Object(value).data.projectUpdated.project,
  );
  expect(titles).toEqual([
    { title: 'Another title', proposalCount: 1 },
    { title: 'Another title', proposalCount: 1 },
  ]);
  await updated.return?.();
});
