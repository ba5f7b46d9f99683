import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Kind, parse, validate } from 'graphql';
import { buildSupergraph } from '../supergraph/build-supergraph.ts';
import { costOf } from './operation-cost.ts';

const { apiSchema: schema, costs: rules } = buildSupergraph(readFileSync('supergraph.graphql', 'utf8'));

function cost(text: string): number {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The document has no operation.');
  return costOf({ schema, rules, operation, fragments: {} }, {}).cost;
}

const ERRORS = 'errors { __typename ... on UserError { message path } }';
const LOGIN = `login(input: { identifier: "ada", password: "secret" }) { session { accessToken } ${ERRORS} }`;
const SEND = `sendMessage(input: { conversationId: "cnv_1", text: "hi" }) { message { id } ${ERRORS} }`;

test.each([
  ['a login: its password, the write, the session and one refusal', LOGIN, 500 + 10 + 1 + 1],
  ['ten of them', Array.from({ length: 10 }, (_, nth) => `l${nth}: ${LOGIN}`).join('\n'), 10 * 500 + 10 + 10 * 2],
  ['a message: the payload, the write, the message and one refusal', SEND, 1 + 10 + 1 + 1],
])('%s', (_, selections, expected) => {
  expect(cost(`mutation { ${selections} }`)).toBe(expected);
});
