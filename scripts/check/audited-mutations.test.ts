import { expect, test } from '@jest/globals';
import { auditedMutations } from './audited-mutations.ts';
import { treeOf } from './tree.ts';

const SCOPED = 'type Mutation {\n  suspendUser: Int @requiresScopes(scopes: [["admin"]])\n}';
const RECORDING = "await store.recordAudit(context, { action: 'suspendUser', subjectId: id });";
const check = (contract: string, file: string, text: string) =>
  auditedMutations(treeOf({ 'subgraphs/auth/schema.graphql': contract, [file]: text }));

test.each([
  ['an operation that records nothing', 'subgraphs/auth/operations/suspend.ts', 'const action = 1;'],
  ['another action', 'subgraphs/auth/operations/suspend.ts', RECORDING.replace('suspendUser', 'restoreUser')],
  ['a name that nothing records', 'subgraphs/auth/operations/suspend.ts', "const audited = { action: 'suspendUser' };"],
  ['a record in a test', 'subgraphs/auth/operations/suspend.test.ts', RECORDING],
  ['a record in another domain', 'subgraphs/chat/operations/suspend.ts', RECORDING],
])('a mutation behind a scope is caught with %s', (_, file, text) => {
  expect(check(SCOPED, file, text)).toMatchObject([
    { file: 'subgraphs/auth/schema.graphql', line: 2, rule: 'audited-mutations' },
  ]);
});

test('a mutation behind a scope passes when an operation records it, also in an extension of the type', () => {
  const file = 'subgraphs/auth/operations/accounts/suspend.ts';
  expect(check(SCOPED, file, RECORDING)).toEqual([]);
  expect(check(`extend ${SCOPED}`, file, RECORDING)).toEqual([]);
  expect(check(`extend ${SCOPED}`, file, '')).toHaveLength(1);
});

test('mutations without a scope, and queries behind one, need none', () => {
  const contract = 'type Query { users: Int @requiresScopes(scopes: [["admin"]]) } type Mutation { login: Int }';
  expect(check(contract, 'subgraphs/auth/operations/log-in.ts', '')).toEqual([]);
});
