import { expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { done, payloadOf, refuse } from '../operations/result.ts';
import { viewerOf } from '../operations/viewer.ts';
import { ANONYMOUS, type Caller, serviceCaller } from './caller.ts';
import { fault, isFault, isFaultCode } from './faults.ts';

const ADA: Caller = { ...ANONYMOUS, viewerId: 'usr_ada' };
const code = (code: string) => expect.objectContaining({ extensions: expect.objectContaining({ code }) });

test('a fault carries its code, what else is given, and whether to try again', () => {
  expect(fault('FORBIDDEN', 'No.').extensions).toEqual({ code: 'FORBIDDEN' });
  expect(fault('RATE_LIMITED', 'Slowly.', { retryAfter: 3 }).extensions).toEqual({
    code: 'RATE_LIMITED',
    retryAfter: 3,
  });
  expect(fault('UNAVAILABLE', 'Soon.').extensions).toEqual({ code: 'UNAVAILABLE', retryable: true });
});

test('only codes of the list make an error a fault', () => {
  expect(isFault(fault('NOT_FOUND', 'None.'))).toBe(true);
  expect(isFault(new GraphQLError('x', { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }))).toBe(false);
  expect(isFault(new GraphQLError('x'))).toBe(false);
  expect(isFault(Object.assign(new Error('x'), { extensions: { code: 'NOT_FOUND' } }))).toBe(false);
  for (const none of ['toString', '__proto__', 'constructor', '', 404, null]) expect(isFaultCode(none)).toBe(false);
});

test('the viewer is a person who has signed in', () => {
  expect(viewerOf(ADA)).toBe('usr_ada');
  for (const other of [ANONYMOUS, serviceCaller('chat')])
    expect(() => viewerOf(other)).toThrow(code('UNAUTHENTICATED'));
});

test('a payload holds the entity or why there is none', () => {
  const refusal = { __typename: 'NotFound', message: 'None.', path: ['input', 'id'] } as const;
  expect(payloadOf('thing', done({ id: 1 }))).toEqual({ thing: { id: 1 }, errors: [] });
  expect(payloadOf('thing', refuse(refusal))).toEqual({ thing: null, errors: [refusal] });
});
