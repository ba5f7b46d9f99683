import { expect, test } from '@jest/globals';
import { createMethodsWorld, ENDPOINT } from '../../fixtures/methods-world.ts';
import { createEndpoint } from './create-endpoint.ts';

const INPUT = { url: 'https://shop.example/hook', events: ['PAYMENT_FAILED', 'PAYMENT_FAILED'] };

test('an endpoint is created with each event once, and its secret is shown', async () => {
  const { context, endpoints } = createMethodsWorld();
  expect(await createEndpoint(context, INPUT)).toMatchObject({ ok: true, value: { secret: 'whsec_1' } });
  const draft = { ownerId: 'usr_ada', url: INPUT.url, types: ['PAYMENT_FAILED'] };
  expect(endpoints.create).toHaveBeenCalledWith(draft, expect.any(Date));
});

test.each([
  ['at an address that is not public', { objection: 'The address is not public.' }, INPUT, 'InvalidInput'],
  ['for an event that is none', {}, { ...INPUT, events: ['EVERYTHING'] }, 'InvalidInput'],
  ['beyond the tenth', { endpoints: Array(10).fill(ENDPOINT) }, INPUT, 'TooManyEndpoints'],
])('an endpoint %s is refused', async (_, options, input, __typename) => {
  const { context, endpoints } = createMethodsWorld(options);
  expect(await createEndpoint(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(endpoints.create).not.toHaveBeenCalled();
});
