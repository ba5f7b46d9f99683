import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contentHidden, contentRestored } from '../../runtime/moderation/content-events.ts';
import { userBlocked, userUnblocked } from '../../runtime/relations/block-events.ts';
import { eventually } from '../../tests/eventually.ts';
import { openProjectsWorld } from './fixtures/projects-world.ts';

let world: Awaited<ReturnType<typeof openProjectsWorld>>;
beforeAll(async () => {
  world = await openProjectsWorld();
});
afterAll(() => world.close());

const idsOf = (connection: { edges: { node: { id: string } }[] }) => connection.edges.map(({ node }) => node.id);

describe('the states of a project', () => {
  test('a draft is seen by its client alone; opened, by everybody', async () => {
    const id = await world.draft('ada');
    expect(await world.seen('ada', id, '{ status nextStates openedAt }')).toEqual({
      ...{ status: 'DRAFT', nextStates: ['OPEN'], openedAt: null },
    });
    expect(await world.seen('ben', id)).toBeNull();
    const { project } = await world.call(
      'ada',
      'changeProjectStatus',
      { projectId: id, status: 'OPEN' },
      'project { status nextStates }',
    );
    expect(project).toEqual({ status: 'OPEN', nextStates: ['PAUSED', 'CANCELLED'] });
    expect(await world.seen(null, id, '{ status nextStates client { id } }')).toEqual({
      ...{ status: 'OPEN', nextStates: [], client: { id: world.idOf('ada') } },
    });
  });

  test('only a draft is deleted, and only the client changes anything', async () => {
    const [draft, open] = [await world.draft('ada'), await world.open('ada')];
    const del = (name: string, projectId: string) => world.call(name, 'deleteProject', { projectId }, 'projectId');
    expect((await del('ben', draft)).refusals).toEqual(['NotFound']);
    expect((await del('ben', open)).refusals).toEqual(['NotPermitted']);
    expect((await del('ada', open)).refusals).toEqual(['InvalidState']);
    expect((await del('ada', draft)).projectId).toBe(draft);
    expect(await world.seen('ada', draft)).toBeNull();
  });
});

describe('lists', () => {
  test('are filtered and sorted, and pages continue where they ended', async () => {
    const budget = (max: string) => ({ kind: 'FIXED', max, currency: 'CHF' });
    const ids: string[] = [];
    for (const [nth, max] of ['300', '100', '200'].entries())
      ids.push(
        await world.open('ada', {
          budget: budget(max),
          skills: [`Skill ${nth}`, 'C++'],
          deadline: `2099-01-0${nth + 1}`,
        }),
      );
    const list = async (args: string) =>
      (
        await world.run(
          'ben',
          `{ projects(${args}) {
      edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }`,
        )
      ).projects;
    const chf = 'filter: { currency: "CHF" }';
    expect(idsOf(await list(`${chf}, sort: BUDGET_HIGHEST`))).toEqual([ids[0], ids[2], ids[1]]);
    expect(idsOf(await list(`${chf}, sort: BUDGET_LOWEST`))).toEqual([ids[1], ids[2], ids[0]]);
    expect(idsOf(await list(`${chf}, sort: DEADLINE`))).toEqual(ids);
    expect(idsOf(await list(`${chf}`))).toEqual(ids.toReversed());
    for (const sort of ['NEWEST', 'BUDGET_HIGHEST', 'BUDGET_LOWEST', 'DEADLINE']) {
      const all = idsOf(await list(`${chf}, sort: ${sort}`));
      const first = await list(`${chf}, sort: ${sort}, first: 2`);
      const rest = await list(`${chf}, sort: ${sort}, first: 2, after: "${first.pageInfo.endCursor}"`);
      expect([...idsOf(first), ...idsOf(rest)]).toEqual(all);
    }
    expect(idsOf(await list('filter: { skills: ["skill  1", "nothing"] }'))).toEqual([ids[1]]);
    expect(idsOf(await list('filter: { currency: "CHF", budgetMin: "150", budgetMax: "250" }'))).toEqual(
      [ids[2], ids[0]].filter((id) => id === ids[2]),
    );
    await expect(list('sort: BUDGET_HIGHEST')).rejects.toThrow('Budgets are compared within one currency');
    await expect(list('filter: { budgetMin: "1" }')).rejects.toThrow('Name the currency');
  });

  test('a search finds all words, and the beginning of the last', async () => {
    const id = await world.open('ada', { title: 'Migrate a warehouse', description: 'Zürich, PostgreSQL and Kafka' });
    expect(await world.found('ben', 'kafka zurich')).toEqual([id]);
    expect(await world.found('ben', 'kafka postg')).toEqual([id]);
    expect(await world.found('ben', 'kafka oracle')).toEqual([]);
    expect(await world.found('ben', 'kafka', { status: ['COMPLETED'] })).toEqual([]);
    await world.call('ada', 'updateProject', { projectId: id, visibility: 'INVITED' }, 'project { id }');
    expect(await world.found('ben', 'kafka')).toEqual([]);
  });

  test('a saved project is on the list of who saved it', async () => {
    const id = await world.open('ada');
    const payload = await world.call('dan', 'saveProject', { projectId: id }, 'project { isSaved }');
    expect(payload.project).toEqual({ isSaved: true });
    expect(idsOf((await world.run('dan', '{ savedProjects { edges { node { id } } } }')).savedProjects)).toEqual([id]);
    await world.call('dan', 'unsaveProject', { projectId: id }, 'project { isSaved }');
    expect(idsOf((await world.run('dan', '{ savedProjects { edges { node { id } } } }')).savedProjects)).toEqual([]);
  });
});

describe('who sees a project', () => {
  test('one for invited people is seen by them, and not found by anybody', async () => {
    const id = await world.open('ada', { visibility: 'INVITED', title: 'A secret bakery' });
    expect(await world.seen('ben', id)).toBeNull();
    await world.call('ada', 'inviteToProject', { projectId: id, userIds: [world.idOf('ben')] }, 'project { id }');
    expect(await world.seen('ben', id, '{ isInvited proposalCount }')).toEqual({
      isInvited: true,
      proposalCount: null,
    });
    expect(await world.seen('cleo', id)).toBeNull();
    expect(await world.found('ben', 'secret bakery')).toEqual([]);
    const { invitedProjects } = await world.run('ben', '{ invitedProjects { edges { node { id } } } }');
    expect(idsOf(invitedProjects)).toEqual([id]);
  });

  test('a block hides it both ways, and moderators hide it from all but the client', async () => {
    const id = await world.open('ada', { title: 'A lighthouse' });
    const block = { userId: world.idOf('cleo'), blockedId: world.idOf('ada'), at: new Date().toISOString() };
    await world.publish(userBlocked, block);
    expect([await world.seen('cleo', id), await world.found('cleo', 'lighthouse')]).toEqual([null, []]);
    await world.publish(userUnblocked, { ...block, at: new Date().toISOString() });
    expect(await world.found('cleo', 'lighthouse')).toEqual([id]);
    const decision = { kind: 'PROJECT', subjectId: id, ownerId: world.idOf('ada') };
    await world.publish(contentHidden, { ...decision, at: new Date().toISOString() });
    expect([await world.seen('cleo', id), await world.found(null, 'lighthouse')]).toEqual([null, []]);
    expect(await world.seen('ada', id, '{ isHiddenByModerators }')).toEqual({ isHiddenByModerators: true });
    await world.publish(contentRestored, { ...decision, at: new Date().toISOString() });
    expect(await world.found(null, 'lighthouse')).toEqual([id]);
  });
});

describe('alerts', () => {
  const matched = async (name: string) =>
    (await world.published()).filter(
      ({ type, payload }) => type === 'projects.alert-matched' && Object(payload).userIds.includes(world.idOf(name)),
    );

  test('a new project notifies each person once, whatever number of their searches finds it', async () => {
    const alert = (name: string, input: object) => world.call(name, 'createProjectAlert', input, 'alert { id }');
    await alert('ben', { skills: ['Haskell'] });
    await alert('ben', { query: 'compiler haskell' });
    await alert('cleo', { query: 'compiler cobol' });
    await alert('cleo', { skills: ['Haskell'], budgetMin: '60000', currency: 'EUR' });
    await alert('dan', { categoryId: 'cat_1', query: 'compiler' });
    const id = await world.open('ada', { title: 'A compiler', skills: ['haskell'], categoryId: 'cat_1' });
    await eventually(async () => (await matched('dan')).length > 0, 'an alert');
    const payloads = (await matched('ben')).map(({ payload }) => payload);
    expect(payloads).toMatchObject([{ projectId: id }]);
    expect(await matched('cleo')).toEqual([]);
    await world.call('ada', 'changeProjectStatus', { projectId: id, status: 'PAUSED' }, 'project { id }');
    await world.call('ada', 'changeProjectStatus', { projectId: id, status: 'OPEN' }, 'project { id }');
    expect(await matched('ben')).toHaveLength(1);
  });

  test('one without words, skills and category is refused', async () => {
    const refused = async (input: object) =>
      (await world.call('ben', 'createProjectAlert', input, 'alert { id }')).refusals;
    expect(await refused({ currency: 'EUR' })).toEqual(['InvalidInput']);
    expect(await refused({ query: '…' })).toEqual(['InvalidInput']);
    expect(await refused({ query: 'x', budgetMin: '1' })).toEqual(['InvalidInput']);
  });
});

test('a question is asked and answered before those who see the project', async () => {
  const id = await world.open('ada');
  const payload = await world.call('ben', 'askQuestion', { projectId: id, text: 'By when?' }, 'question { id }');
  const questionId = payload.question.id;
  const answer = (name: string) =>
    world.call(name, 'answerQuestion', { questionId, text: 'In May.' }, 'question { answer }');
  expect((await answer('ben')).refusals).toEqual(['NotPermitted']);
  expect((await answer('ada')).question).toEqual({ answer: 'In May.' });
  const questions = '{ questions { edges { node { text answer author { id } } } } }';
  expect((await world.seen(null, id, questions)).questions.edges).toEqual([
    { node: { text: 'By when?', answer: 'In May.', author: { id: world.idOf('ben') } } },
  ]);
});
