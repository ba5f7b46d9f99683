import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import type { ResumeContext } from '../context.ts';
import { addItem } from './add-item.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');

function createWorld(viewerId: string | null = 'usr_ada') {
  const store = { addItem: jest.fn(async (draft: object) => ({ ...draft, sequence: 1 })) };
  const announce = jest.fn(async (..._: unknown[]) => undefined);
  const context = {
    caller: { ...ANONYMOUS, viewerId },
    now: () => NOW,
    itemLog: 'the log',
    streams: { announce },
    repository: { transaction: (work: (inside: typeof store) => unknown) => work(store) },
  };
  // as: an operation that reaches for another part of the context fails its test.
  return { context: context as unknown as ResumeContext, store, announce };
}

test.each([
  ['blank text', ' '],
  ['a text of 201 characters', 'x'.repeat(201)],
  ['a text of two lines', 'a\nb'],
])('%s is refused, and nothing is stored', async (_, text) => {
  const { context, store, announce } = createWorld();
  expect(await addItem(context, { text })).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInput', path: ['input', 'text'] },
  });
  expect(store.addItem).not.toHaveBeenCalled();
  expect(announce).not.toHaveBeenCalled();
});

test('an item of the viewer is stored, and their subscriptions are signalled', async () => {
  const { context, store, announce } = createWorld();
  expect(await addItem(context, { text: ' First ' })).toMatchObject({
    ok: true,
    value: { text: 'First', sequence: 1 },
  });
  expect(store.addItem).toHaveBeenCalledWith({
    id: expect.stringMatching(/^res_/),
    ownerId: 'usr_ada',
    text: 'First',
    createdAt: NOW,
  });
  expect(announce).toHaveBeenCalledWith('the log', 'usr_ada');
});

test('a visitor is asked to sign in', async () => {
  const { context } = createWorld(null);
  await expect(addItem(context, { text: 'First' })).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
