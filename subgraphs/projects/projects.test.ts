import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import subgraph from './index.ts';

const ADD = `mutation ($text: String!) { addProjectsItem(input: { text: $text }) {
  item { id text } errors { __typename ... on UserError { path } } } }`;
const ENTITY = `query ($id: ID!) { projectsItem(id: $id) { text }
  _entities(representations: [{ __typename: "ProjectsItem", id: $id }]) { ... on ProjectsItem { text } } }`;
const FOLLOW = 'subscription ($after: String) { projectsItemAdded(after: $after) { item { text } resyncRequired } }';

let world: DomainWorld;
const [ada, ben] = [newId('usr', new Date()), newId('usr', new Date())];
const add = async (text: string) => Object((await world.execute(ADD, { text }, world.as(ada))).data)['addProjectsItem'];

beforeAll(async () => {
  world = await openDomainWorld(subgraph, {});
});
afterAll(() => world.close());

test('an item is stored, and is seen by its owner alone', async () => {
  const { item, errors } = await add(' First ');

  expect([item.text, errors]).toEqual(['First', []]);
  const seenBy = async (viewerId: string) => (await world.execute(ENTITY, { id: item.id }, world.as(viewerId))).data;
  expect(await seenBy(ada)).toEqual({ projectsItem: { text: 'First' }, _entities: [{ text: 'First' }] });
  expect(await seenBy(ben)).toEqual({ projectsItem: null, _entities: [null] });
});

test('an item without text is refused', async () => {
  expect(await add(' ')).toEqual({ item: null, errors: [{ __typename: 'InvalidInput', path: ['input', 'text'] }] });
});

test('whoever follows their items from a cursor gets each that comes after it', async () => {
  const { data } = await world.execute('{ projectsItemsCursor }', {}, world.as(ada));
  await add('Second');
  const events = await world.subscribe(FOLLOW, { after: data?.['projectsItemsCursor'] }, world.as(ada));
  expect(await nextOf(events)).toEqual({
    data: { projectsItemAdded: { item: { text: 'Second' }, resyncRequired: false } },
  });
});

test('a person gets a copy of their items, and nothing is left of them when they have deleted their account', async () => {
  expect((await personalDataOf(world, ada))['items']).toMatchObject([{ text: 'First' }, { text: 'Second' }]);
  await world.erase(ada);
  expect(await world.remains(ada)).toEqual([]);
});
