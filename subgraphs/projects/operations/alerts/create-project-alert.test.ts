import { expect, jest, test } from '@jest/globals';
import { createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { createProjectAlert } from './create-project-alert.ts';

test('a search is saved with its skills as they are compared', async () => {
  const world = createWorld();
  expect(refusalIn(await createProjectAlert(world.context, { skills: ['Go'], budgetMin: 1n, currency: 'EUR' }))).toBe(
    'ok',
  );
  expect(world.store.insertAlert.mock.calls[0]?.[0]).toMatchObject({
    ownerId: 'usr_ada',
    skillKeys: ['go'],
    budgetMin: 1n,
  });
});

test.each<[string, object, string]>([
  ['for everything', { currency: 'EUR' }, 'InvalidInput'],
  ['without a word', { query: '…' }, 'InvalidInput query'],
  ['without a currency', { query: 'x', budgetMax: 5n }, 'InvalidInput currency'],
  ['in no currency', { query: 'x', currency: 'XXX' }, 'CurrencyNotSupported currency'],
  ['upside down', { query: 'x', currency: 'EUR', budgetMin: 2n, budgetMax: 1n }, 'InvalidInput budgetMax'],
  ['in no category', { categoryId: 'cat_2' }, 'NotFound categoryId'],
])('a search %s is refused', async (_, input, refusal) => {
  expect(refusalIn(await createProjectAlert(createWorld().context, input))).toBe(refusal);
});

test('one too many is refused', async () => {
  const { context } = createWorld({ store: { insertAlert: jest.fn(async () => false) } });
  expect(refusalIn(await createProjectAlert(context, { query: 'x' }))).toBe('ProjectAlertLimit');
});
