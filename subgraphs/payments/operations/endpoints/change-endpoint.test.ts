import { expect, test } from '@jest/globals';
import { createMethodsWorld, ENDPOINT } from '../../fixtures/methods-world.ts';
import { deleteEndpoint, rotateSecret, updateEndpoint } from './change-endpoint.ts';

const own = { endpointId: ENDPOINT.id };

test('what is absent stays', async () => {
  const { context, endpoints } = createMethodsWorld();
  expect(await updateEndpoint(context, { ...own, isEnabled: false })).toEqual({
    ...{ ok: true, value: { ...ENDPOINT, isEnabled: false } },
  });
  expect(endpoints.update).toHaveBeenCalledWith({ ...ENDPOINT, isEnabled: false });
});

test('an address that is not public is refused', async () => {
  const { context, endpoints } = createMethodsWorld({ objection: 'The address is not public.' });
  expect(await updateEndpoint(context, { ...own, url: 'https://10.0.0.1/' })).toMatchObject({
    ...{ ok: false, refusal: { __typename: 'InvalidInput', path: ['input', 'url'] } },
  });
  expect(endpoints.update).not.toHaveBeenCalled();
});

test('a secret is rotated, and an endpoint deleted', async () => {
  const { context } = createMethodsWorld();
  expect(await rotateSecret(context, own)).toMatchObject({ ok: true, value: { secret: 'whsec_2' } });
  expect(await deleteEndpoint(context, own)).toEqual({ ok: true, value: ENDPOINT.id });
});

test.each([updateEndpoint, rotateSecret, deleteEndpoint])('%p finds no endpoint of others', async (change) => {
  const { context } = createMethodsWorld();
  expect(await change(context, { endpointId: 'whe_2' })).toMatchObject({
    ...{ ok: false, refusal: { __typename: 'NotFound', path: ['input', 'endpointId'] } },
  });
});
