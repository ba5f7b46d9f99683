import { expect, test } from '@jest/globals';
import { ADA, createOperationWorld } from '../fixtures/operation-world.ts';
import { enableDiscovery } from './enable-discovery.ts';

test.each([
  ['a person of 17 years', { birthDate: '2008-12-02' }, {}, { __typename: 'AgeRequired' }],
  ['a person without a location', { cell: null }, {}, { __typename: 'ProfileIncomplete', missing: ['LOCATION'] }],
  ['a latitude out of range', {}, { location: { latitude: 91, longitude: 0 } }, { __typename: 'InvalidInput' }],
  ['too long a headline', {}, { headline: 'x'.repeat(81) }, { __typename: 'InvalidInput' }],
])('%s is refused, and nothing is written', async (_, profile, input, refusal) => {
  const world = createOperationWorld({ isEnabled: false, ...profile });
  expect(await enableDiscovery(world.context, input)).toMatchObject({ ok: false, refusal });
  expect(world.writes).toEqual([]);
});

test('a person of exactly 18 years is shown, and it is published once', async () => {
  const world = createOperationWorld({ isEnabled: false, birthDate: '2008-12-01' });
  expect(await enableDiscovery(world.context, { headline: 'Hi' })).toMatchObject({ ok: true });
  expect(world.names()).toEqual(['changeShown', 'enable', 'listPeople', 'announce']);

  const again = createOperationWorld();
  await enableDiscovery(again.context, {});
  expect(again.names()).toEqual(['changeShown', 'enable', 'listPeople']);
});

test('a location in the input is what was missing', async () => {
  const world = createOperationWorld({ isEnabled: false, cell: null });
  const location = { latitude: 47.3769, longitude: 8.5417 };
  expect(await enableDiscovery(world.context, { location })).toMatchObject({ ok: true });
  expect(world.names()).toContain('movePerson');
  expect(JSON.stringify(world.writes)).not.toContain('47.37');
});

test('facts that the copy lacks are asked for before a refusal', async () => {
  const world = createOperationWorld({ isEnabled: false, birthDate: null });
  world.context.ask.mockResolvedValue({ users: [{ dateOfBirth: ADA.birthDate }] });
  expect(await enableDiscovery(world.context, {})).toMatchObject({
    refusal: { __typename: 'ProfileIncomplete', missing: ['DATE_OF_BIRTH'] },
  });
  expect(world.writes).toMatchObject([['noteBirthDates', [{ userId: 'usr_ada', dateOfBirth: ADA.birthDate }]]]);
});
