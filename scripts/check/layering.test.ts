import { describe, expect, test } from '@jest/globals';
import { layering } from './layering.ts';
import { treeOf } from './tree.ts';

const objections = (path: string, text: string) => layering(treeOf({ [path]: text })).map(({ message }) => message);

describe('within a domain', () => {
  test.each([
    [
      'an operation that knows Prisma',
      'operations/send.ts',
      "import { db } from '../../../prisma/generated/chat/client.ts';",
    ],
    ['an operation that runs its repository', 'operations/send.ts', "import { open } from '../repository.ts';"],
    ['an operation that reaches Redis', 'operations/send.ts', "import { openRedis } from '../../../runtime/redis.ts';"],
    [
      'an operation that drives work',
      'operations/send.ts',
      "import { f } from '../../../runtime/subgraph/workers.ts';",
    ],
    ['events that store a saga', 'events.ts', "import { f } from '../../runtime/database/database.ts';"],
    ['an operation with a library', 'operations/send.ts', "import pg from 'pg';"],
    ['a resolver that reads tables', 'resolvers.ts', "import { open } from './repository.ts';"],
    ['a resolver that runs its context', 'resolvers/message.ts', "import { make } from '../context.ts';"],
    ['a repository that knows operations', 'repository.ts', "import { send } from './operations/send.ts';"],
    [
      'a repository with the client of others',
      'repository.ts',
      "import { A } from '../../prisma/generated/auth/client.ts';",
    ],
    ['a reaction in the tables of others', 'reactions/when.ts', "import { open } from '../../auth/repository.ts';"],
    ['events that do something', 'events.ts', "import { send } from './operations/send.ts';"],
    ['a file that is no layer', 'logic.ts', "import { done } from '../../runtime/operations/result.ts';"],
    ['a re-export', 'operations/send.ts', "export * from '../repository.ts';"],
    ['a dynamic import', 'operations/send.ts', "await import('../repository.ts');"],
    ['a file that imports a fixture', 'operations/send.ts', "import { world } from '../fixtures/world.ts';"],
    ['a file that imports a test', 'operations/send.ts', "import { world } from './send.test.ts';"],
  ])('%s is caught', (_, file, text) => {
    expect(objections(`subgraphs/chat/${file}`, text)).toHaveLength(1);
  });

  test.each([
    [
      'index.ts',
      "import { resolvers } from './resolvers.ts'; import { define } from '../../runtime/subgraph/define-subgraph.ts';",
    ],
    ['resolvers.ts', "import { send } from './operations/send.ts'; import type { Resolvers } from './generated.ts';"],
    ['resolvers/index.ts', "import { message } from './message.ts';"],
    ['operations/send.ts', "import { z } from 'zod'; import { done } from '../../../runtime/operations/result.ts';"],
    ['operations/send.ts', "import type { Repository } from '../repository.ts'; import { sent } from '../events.ts';"],
    ...['idempotency/once.ts', 'money/money.ts', 'sagas/begin-saga.ts', 'audit/audit-log.ts', 'work/work-type.ts'].map(
      (file) => ['operations/send.ts', `import { f } from '../../../runtime/${file}';`] as const,
    ),
    [
      'events.ts',
      "import { f } from '../../runtime/sagas/saga-type.ts'; import { g } from '../../runtime/work/work-type.ts';",
    ],
    ['repository/messages.ts', "import { PrismaClient } from '../../../prisma/generated/chat/client.ts';"],
    [
      'reactions/when.ts',
      "import { registered } from '../../auth/events.ts'; import { send } from '../operations/send.ts';",
    ],
    ['context.ts', "import type { Repository } from './repository.ts'; import type { Redis } from 'ioredis';"],
    ['adapters/mail.ts', "import mail from 'nodemailer';"],
    ['generated.ts', "import { anything } from '../../gateway/index.ts';"],
    ['operations/send.test.ts', "import { open } from '../repository.ts';"],
  ])('%s may import what the table allows', (file, text) => {
    expect(objections(`subgraphs/chat/${file}`, text)).toEqual([]);
  });

  test('a file that is no layer is named once, however much it imports', () => {
    const text = "import { a } from './operations/a.ts';\nimport { b } from './repository.ts';";

    expect(objections('subgraphs/chat/logic.ts', text)).toEqual([
      'logic is not a layer of a domain (docs/architecture.md)',
    ]);
  });

  test('a type that is imported as a value must be imported as a type, inline markers included', () => {
    const message = 'operations may import only types of subgraphs/chat/context.ts: use `import type`';
    const file = 'subgraphs/chat/operations/send.ts';

    expect(objections(file, "import { Context } from '../context.ts';")).toEqual([message]);
    expect(objections(file, "import { type Context } from '../context.ts';")).toEqual([message]);
    expect(objections(file, "import type { Context } from '../context.ts';")).toEqual([]);
  });
});

/** An import whose domain is known only when it runs. */
const COMPUTED = 'await import(`../subgraphs/$' + '{name}/index.ts`);';

const COMPUTED_BELOW = COMPUTED.replace('../', '../../');

describe('around the domains', () => {
  test.each([
    ['runtime/subgraph/host.ts', "import { gateway } from '../../gateway/index.ts';"],
    ['runtime/subgraph/host.ts', "import type { Message } from '../../subgraphs/chat/repository.ts';"],
    ['gateway/index.ts', "import chat from '../subgraphs/chat/index.ts';"],
    ['gateway/index.ts', COMPUTED],
    ['gateway/subgraphs/open-subgraphs.ts', "import { sent } from '../../subgraphs/chat/events.ts';"],
  ])('%s must not: %s', (path, text) => {
    expect(objections(path, text)).toHaveLength(1);
  });

  test.each([
    [
      'runtime/subgraph/host.ts',
      "import type { Redis } from 'ioredis'; import type { Signals } from '../live/signals.ts';",
    ],
    ['gateway/subgraphs/open-subgraphs.ts', COMPUTED_BELOW],
    [
      'gateway/execute/run.ts',
      "import { fault } from '../../runtime/executor/faults.ts'; import { plan } from '../plan/plan.ts';",
    ],
    ['scripts/seed.ts', "import chat from '../subgraphs/chat/index.ts';"],
  ])('%s may: %s', (path, text) => {
    expect(objections(path, text)).toEqual([]);
  });

  test.each([
    ['gateway/plan/planning.ts', "import { run } from '../execute/run.ts';"],
    ['gateway/supergraph/supergraph.ts', "import type { Operation } from '../operation/operation.ts';"],
    ['gateway/transport/http.ts', "import type { Gateway } from '../index.ts';"],
    ['gateway/execute/compile/steps.ts', "import { open } from '../../subscribe/subscribe.ts';"],
    ['runtime/executor/caller.ts', "import type { Host } from '../subgraph/host.ts';"],
    ['runtime/work/run-work.ts', "import { drive } from '../sagas/handle-saga.ts';"],
    ['runtime/sagas/handle-saga.ts', "import { fold } from '../counters/fold-counters.ts';"],
    ['runtime/clock.ts', "import { log } from './logging/log.ts';"],
  ])('%s must not import from a folder above its own: %s', (path, text) => {
    expect(objections(path, text)).toHaveLength(1);
  });

  test.each([
    ['gateway/execute/run.ts', "import { plan } from '../plan/plan.ts'; import { step } from './compile/step.ts';"],
    ['gateway/index.ts', "import { http } from './transport/http.ts';"],
    ['gateway/plan/planning.test.ts', "import { openGateway } from '../index.ts';"],
    ['runtime/live/leases.ts', "import { openRedis } from '../redis.ts';"],
  ])('%s may import from its own folder and from those below it: %s', (path, text) => {
    expect(objections(path, text)).toEqual([]);
  });

  test('a folder that the order does not name is caught', () => {
    expect(objections('gateway/helpers/text.ts', '')).toEqual([
      'gateway/helpers is not in the order of folders (scripts/check/layering.ts)',
    ]);
  });

  test('a finding names the file and the line of the import', () => {
    const tree = treeOf({ 'runtime/subgraph/host.ts': "// ünïcödé\n\nimport a from '../../gateway/a.ts';\n" });

    expect(layering(tree)).toMatchObject([{ file: 'runtime/subgraph/host.ts', line: 3, rule: 'layering' }]);
  });
});
