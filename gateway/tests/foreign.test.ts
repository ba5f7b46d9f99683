import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { post } from '../fixtures/clients.ts';
import { ENTITY_CASES } from '../fixtures/foreign/entities.ts';
import { ENTITY_VALUE_CASES } from '../fixtures/foreign/entity-values.ts';
import { INPUT_CASES } from '../fixtures/foreign/enums-and-inputs.ts';
import type { ForeignCase, ForeignRequest } from '../fixtures/foreign/foreign-case.ts';
import { INTERFACE_OBJECT_CASES } from '../fixtures/foreign/interface-objects.ts';
import { INTERFACE_TYPE_CASES } from '../fixtures/foreign/interface-types.ts';
import { INTERFACE_CASES } from '../fixtures/foreign/interfaces.ts';
import { NESTED_EXTERNAL_CASES } from '../fixtures/foreign/nested-externals.ts';
import { OLDER_CONTRACT_CASES } from '../fixtures/foreign/older-contracts.ts';
import { openForeignGateway } from '../fixtures/foreign/open-foreign.ts';
import { PROVISION_CASES } from '../fixtures/foreign/provisions.ts';
import { REQUIREMENT_ARGUMENT_CASES } from '../fixtures/foreign/requirement-arguments.ts';
import { REQUIREMENT_TRAP_CASES } from '../fixtures/foreign/requirement-traps.ts';
import { REQUIREMENT_CASES } from '../fixtures/foreign/requirements.ts';
import { ROOT_CASES } from '../fixtures/foreign/roots.ts';
import { UNION_CASES } from '../fixtures/foreign/unions.ts';
import { UNRESOLVABLE_KEY_CASES } from '../fixtures/foreign/unresolvable-keys.ts';

const CASES: readonly ForeignCase[] = [
  ...ROOT_CASES,
  ...ENTITY_CASES,
  ...ENTITY_VALUE_CASES,
  ...INTERFACE_CASES,
  ...INTERFACE_TYPE_CASES,
  ...INTERFACE_OBJECT_CASES,
  ...UNION_CASES,
  ...INPUT_CASES,
  ...REQUIREMENT_CASES,
  ...REQUIREMENT_TRAP_CASES,
  ...NESTED_EXTERNAL_CASES,
  ...REQUIREMENT_ARGUMENT_CASES,
  ...PROVISION_CASES,
  ...OLDER_CONTRACT_CASES,
  ...UNRESOLVABLE_KEY_CASES,
];

describe.each(CASES)('a supergraph of others with $name', ({ subgraphs, requests }) => {
  let gateway: Awaited<ReturnType<typeof openForeignGateway>>;
  beforeAll(async () => {
    gateway = await openForeignGateway(subgraphs);
  });
  afterAll(() => gateway?.close());

  test.each(requests.map((request): [string, ForeignRequest] => [request.query, request]))('%s', async (_, request) => {
    const { query, variables, data, errors = [] } = request;
    const { body, status } = await post(
      gateway.url,
      { query, variables },
      { accept: 'application/graphql-response+json' },
    );
    if (data === undefined) {
      expect([status, body.errors?.[0]?.extensions?.['code']]).toEqual([400, 'BAD_USER_INPUT']);
      return;
    }
    expect(body.errors?.map(({ path = [] }) => path.join('.')) ?? []).toEqual(errors);
    // As text: keys have an order.
    expect(JSON.stringify(body.data)).toBe(JSON.stringify(data));
  });
});
