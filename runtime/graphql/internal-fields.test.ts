import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { expect, test } from '@jest/globals';
import { buildSchema, execute, type GraphQLObjectType, type GraphQLSchema, parse, subscribe } from 'graphql';
import { ANONYMOUS, type Caller, serviceCaller } from '../executor/caller.ts';
import { withPersonalData } from '../personal-data/personal-data-field.ts';
import { readSupergraphConfig } from '../settings/supergraph-config.ts';
import { guardInternalFields } from './internal-fields.ts';

const ADA: Caller = { ...ANONYMOUS, viewerId: 'usr_ada', scopes: ['admin'] };
const FORBIDDEN = expect.objectContaining({ extensions: { code: 'FORBIDDEN' } });
const callerOf = (context: object): Caller => ('caller' in context ? (context.caller as Caller) : ANONYMOUS); // as: the tests below put one there.

const rootTypes = (schema: GraphQLSchema): GraphQLObjectType[] =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((type) => type != null);

const directiveOf = (node: { directives?: readonly { name: { value: string } }[] } | null | undefined, name: string) =>
  node?.directives?.find((directive) => directive.name.value === name);

/** The contract of a domain, whose root fields only say that they were called. */
function openContract(schemaFile: string): GraphQLSchema {
  const contract = buildSubgraphSchema(parse(readFileSync(schemaFile, 'utf8')));
  const schema = withPersonalData(contract, []);
  for (const field of rootTypes(schema).flatMap((type) => Object.values(type.getFields()))) {
    field.resolve = () => 'called';
  }
  return guardInternalFields(schema, callerOf);
}

const internalFields = readSupergraphConfig().flatMap(({ name: domain, schemaFile }) =>
  rootTypes(openContract(schemaFile)).flatMap((type) =>
    Object.values(type.getFields())
      .filter(({ astNode }) => directiveOf(astNode, 'internal') !== undefined)
      .map((field) => ({ domain, type, field, coordinate: `${domain} ${type.name}.${field.name}` })),
  ),
);

test('domains have such fields', () => {
  const names = internalFields.map(({ coordinate }) => coordinate);
  expect(names).toEqual(expect.arrayContaining(['auth Query.revokedSessions', 'chat Query.personalData']));
});

const MAY_SHOW_FILES = ['chat', 'commerce', 'moderation', 'profile', 'projects', 'resume', 'social', 'streaming'];
const MAY_CHARGE = ['wallet', 'commerce', 'projects', 'streaming'];
const MAY_MOVE_FUNDS = ['commerce', 'payments', 'projects', 'streaming'];
const WHO_MAY_CALL = {
  personalData: ['auth'],
  revokedSessions: ['gateway'],
  reserveNickname: ['auth'],
  releaseNickname: ['auth'],
  registerProfile: ['auth'],
  friendIds: ['notifications'],
  relationships: ['chat', 'profile', 'streaming'],
  messageRecipients: ['notifications'],
  messageRecipientIds: ['notifications'],
  hasOtherModerator: ['moderation'],
  attachableFiles: MAY_SHOW_FILES,
  attachFiles: MAY_SHOW_FILES,
  detachFiles: MAY_SHOW_FILES,
  paymentFor: MAY_CHARGE,
  payoutFor: MAY_CHARGE,
  createPaymentFor: MAY_CHARGE,
  capturePaymentFor: MAY_CHARGE,
  cancelPaymentFor: MAY_CHARGE,
  refundPaymentFor: MAY_CHARGE,
  createPayout: MAY_CHARGE,
  holdFunds: MAY_MOVE_FUNDS,
  captureFunds: MAY_MOVE_FUNDS,
  releaseFunds: MAY_MOVE_FUNDS,
  moveFunds: MAY_MOVE_FUNDS,
  bookPayment: MAY_MOVE_FUNDS,
  resumeForProposal: ['projects'],
  followerIds: ['notifications'],
  followsBetween: ['chat', 'streaming'],
  postRecipientIds: ['notifications'],
  mayReadResumes: ['resume'],
};

test.each(internalFields)('$coordinate is for the services that it names alone', ({ field }) => {
  const call = (caller: Caller): unknown => field.resolve?.({}, {}, { caller }, null as never); // as: these resolvers do not look at it.
  const allowed = Object.entries(WHO_MAY_CALL).find(([name]) => name === field.name)?.[1] ?? [];
  expect(allowed.length).toBeGreaterThan(0);

  for (const service of allowed) expect(call(serviceCaller(service))).toBe('called');
  const others = ['gateway', 'auth', 'chat', 'profile', 'friends', 'other'].filter((name) => !allowed.includes(name));
  for (const stranger of [ANONYMOUS, ADA, ...others.map(serviceCaller)]) {
    expect(() => call(stranger)).toThrow(FORBIDDEN);
  }
});

test('a root field that clients cannot see says who may call it', () => {
  const unguarded = readSupergraphConfig().flatMap(({ name, schemaFile }) =>
    rootTypes(openContract(schemaFile)).flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ astNode }) => directiveOf(astNode, 'inaccessible') && !directiveOf(astNode, 'internal'))
        .map((field) => `${name} ${type.name}.${field.name}`),
    ),
  );
  expect(unguarded).toEqual([]);
});

const schema = buildSchema(`
  directive @internal(callers: [String!]!) on FIELD_DEFINITION
  type Query { open: Int closed: Int @internal(callers: ["auth", "chat"]) nobody: Int @internal(callers: []) }
  type Subscription { ticks: Int @internal(callers: ["auth"]) }
`);
const { ticks } = schema.getSubscriptionType()?.getFields() ?? {};
if (ticks !== undefined) {
  ticks.subscribe = async function* () {
    yield { ticks: 1 };
  };
}
guardInternalFields(schema, callerOf);

test('a refused field leaves the others alone', async () => {
  const ask = (caller: Caller) =>
    execute({
      schema,
      document: parse('{ open closed nobody }'),
      rootValue: { open: 1, closed: 2, nobody: 3 },
      contextValue: { caller },
    });

  expect(await ask(serviceCaller('chat'))).toMatchObject({
    data: { open: 1, closed: 2, nobody: null },
    errors: [{ path: ['nobody'], extensions: { code: 'FORBIDDEN' } }],
  });
  expect(await ask(ADA)).toMatchObject({
    data: { open: 1, closed: null, nobody: null },
    errors: [{ extensions: { code: 'FORBIDDEN' } }, { extensions: { code: 'FORBIDDEN' } }],
  });
});

test('a refused subscription does not begin', async () => {
  const open = (caller: Caller) =>
    subscribe({ schema, document: parse('subscription { ticks }'), contextValue: { caller } });

  expect(await open(ADA)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  expect(Symbol.asyncIterator in (await open(serviceCaller('auth')))).toBe(true);
});
