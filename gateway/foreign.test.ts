import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { post } from './fixtures/clients.ts';
import { ENTITY_CASES } from './fixtures/foreign/entities.ts';
import type { ForeignAsk, ForeignCase } from './fixtures/foreign/foreign-case.ts';
import { INTERFACE_CASES } from './fixtures/foreign/interfaces.ts';
import { openForeignGateway } from './fixtures/foreign/open-foreign.ts';
import { PROVISION_CASES } from './fixtures/foreign/provisions.ts';
import { REQUIREMENT_CASES } from './fixtures/foreign/requirements.ts';
import { ROOT_CASES } from './fixtures/foreign/roots.ts';
import { PARTIAL_CASES } from './fixtures/foreign/unions.ts';

const CASES: readonly ForeignCase[] = [
  ...ROOT_CASES,
  ...ENTITY_CASES,
  ...INTERFACE_CASES,
  ...PARTIAL_CASES,
  ...REQUIREMENT_CASES,
  ...PROVISION_CASES,
];

describe.each(CASES)('a supergraph of others with $name', ({ subgraphs, asks }) => {
  let gateway: Awaited<ReturnType<typeof openForeignGateway>>;
  beforeAll(async () => {
    gateway = await openForeignGateway(subgraphs);
  });
  afterAll(() => gateway?.close());

  test.each(asks.map((ask): [string, ForeignAsk] => [ask.query, ask]))('%s', async (_, ask) => {
    const { query, variables, data, errors = [] } = ask;
    const { body, status } = await post(gateway.url, { query, variables });
    if (data === undefined) {
      expect([status, body.errors?.[0]?.extensions?.['code']]).toEqual([400, 'BAD_USER_INPUT']);
      return;
    }
    expect(body.errors?.map(({ path = [] }) => path.join('.')) ?? []).toEqual(errors);
    // As text: keys have an order.
    expect(JSON.stringify(body.data)).toBe(JSON.stringify(data));
  });
});
