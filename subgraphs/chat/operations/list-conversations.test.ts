import { expect, jest, test } from '@jest/globals';
import { AT, exampleConversation, exampleNeeds } from '../../../tests/example-conversation.ts';
import type { ChatStore } from '../repository/index.ts';
import { listConversations, listRooms } from './list-conversations.ts';

function worldOf() {
  const steps: string[] = [];
  const read = async () => {
    steps.push('list');
    return [exampleConversation({ id: 'cnv_2' }), exampleConversation()];
  };
  return {
    ...exampleNeeds(null),
    steps,
    repository: { inbox: jest.fn<ChatStore['inbox']>(read), rooms: jest.fn<ChatStore['rooms']>(read) },
    inboxPosition: {
      beforeList: jest.fn(async () => {
        await Promise.resolve();
        steps.push('position');
      }),
    },
  };
}

test('where the reader’s stream stands is read before the list, so that following from it misses nothing', async () => {
  const world = worldOf();

  await listConversations(world, { first: 1 });

  expect(world.steps).toEqual(['position', 'list']);
});

test('a page ends with a cursor that begins the next', async () => {
  const world = worldOf();

  const { edges, pageInfo } = await listRooms(world, { first: 1 });
  expect(edges.map(({ node }) => node.id)).toEqual(['cnv_2']);
  expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  await listRooms(world, { first: 1, after: pageInfo.endCursor });
  expect(world.repository.rooms).toHaveBeenLastCalledWith(
    'usr_ada',
    expect.objectContaining({ from: [AT.getTime(), 'cnv_2'] }),
  );
});

test.each([
  ['nothing is asked', {}, false],
  ['archived ones are asked for', { isArchived: true }, true],
  ['all are asked for', { isArchived: null }, null],
])('when %s, those are listed', async (_, filter, isArchived) => {
  const world = worldOf();
  await listConversations(world, filter);
  expect(world.repository.inbox).toHaveBeenCalledWith('usr_ada', isArchived, expect.anything());
});

test('a cursor of the other list is refused, and nothing is read', async () => {
  const world = worldOf();
  const { pageInfo } = await listRooms(world, { first: 1 });

  const wrong = listConversations(world, { after: pageInfo.endCursor });
  await expect(wrong).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  expect(world.repository.inbox).not.toHaveBeenCalled();
});
