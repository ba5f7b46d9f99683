import { expect, test } from '@jest/globals';
import { createMethodsWorld, METHOD } from '../../fixtures/methods-world.ts';
import { ownMethods } from './own-methods.ts';

test('people see their own methods, and none while no provider is configured', async () => {
  const methods = [METHOD, { ...METHOD, id: 'pmt_2', ownerId: 'usr_eve' }];
  expect(await ownMethods(createMethodsWorld({ methods }).context, 'payment')).toEqual([METHOD]);
  expect(await ownMethods(createMethodsWorld({ methods, hasProvider: false }).context, 'payment')).toEqual([]);
});
