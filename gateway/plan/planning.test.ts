import type { QueryPlan } from '@apollo/query-planner';
import { describe, expect, test } from '@jest/globals';
import { type DocumentNode, parse } from 'graphql';
import { pino } from 'pino';
import { composeFixtures } from '../fixtures/open-fixture.ts';
import { BOUNDS } from '../limits/bounds.ts';
import { buildSupergraph } from '../supergraph/build-supergraph.ts';
import { planWeight } from './plan-weight.ts';
import { createPlanning, type Planned } from './planning.ts';
import type { PlanningThread, ThreadOutcome } from './planning-thread.ts';

const supergraph = buildSupergraph(
  composeFixtures([
    {
      name: 'people',
      typeDefs: `type Query { me: Person any: Being } interface Being { id: ID! best: Being }
        type Person implements Being { id: ID! friend: Person best: Being } type Cat implements Being { id: ID! best: Being }
        type Dog implements Being { id: ID! best: Being }`,
      resolvers: {},
    },
  ]),
);

const nested = (depth: number, name = 'friend', leaf = 'id'): string =>
  depth === 0 ? leaf : `${name} { ${nested(depth - 1, name, leaf)} }`;
const light = (leaf = 'id'): DocumentNode => parse(`{ me { ${leaf} } }`);
const heavy = (leaf = 'id'): DocumentNode => parse(`{ me { ${nested(20, 'friend', leaf)} } }`);
const PLAN: QueryPlan = { kind: 'QueryPlan' };

/** Planning over a thread whose answers the test gives, oldest question first. */
function world(bounds: Partial<typeof BOUNDS> = {}) {
  let now = 0;
  const requests: { text: string; resolve(given: ThreadOutcome): void; fail(error: Error): void }[] = [];
  const threads: { isClosed: boolean }[] = [];
  const refusals: string[] = [];
  const openThread = (): PlanningThread => {
    const state = { isClosed: false };
    threads.push(state);
    return {
      plan(text) {
        const { promise, resolve, reject } = Promise.withResolvers<ThreadOutcome>();
        requests.push({ text, resolve, fail: reject });
        return promise;
      },
      async close() {
        state.isClosed = true;
      },
    };
  };
  const planning = createPlanning({
    rules: { limits: true, production: false },
    bounds: { ...BOUNDS, ...bounds },
    clock: () => now,
    log: pino({ level: 'silent' }),
    openThread,
    onRefused: (reason) => refusals.push(reason),
  });
  const plan = (document: DocumentNode, caller: string | null = 'ada') =>
    planning.plan({ supergraph, document, caller });
  return {
    planning,
    plan,
    requests,
    threads,
    refusals,
    pass: (ms: number): void => {
      now += ms;
    },
  };
}

const codeOf = (planned: Planned): unknown => (planned.ok ? 'planned' : planned.refusal[0]?.extensions['code']);
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('what is little work', () => {
  test('is planned at once, without a thread', () => {
    const { plan, threads } = world();
    expect(plan(light())).toMatchObject({ ok: true, value: { node: { kind: 'Fetch' } } });
    expect(threads).toEqual([]);
  });

  test('goes to the thread once the event loop has planned for long, and comes back', async () => {
    const { planning, requests, pass } = world();
    const buildQueryPlan = (): QueryPlan => {
      pass(600);
      return PLAN;
    };
    const slow = {
      ...supergraph,
      planner: Object.create(supergraph.planner, { buildQueryPlan: { value: buildQueryPlan } }),
    };
    const plan = (leaf: string) => planning.plan({ supergraph: slow, document: light(leaf), caller: null });
    for (const leaf of ['a: id', 'b: id']) expect(plan(leaf)).not.toBeInstanceOf(Promise);
    const third = plan('c: id');
    expect(third).toBeInstanceOf(Promise);
    requests[0]?.resolve({ plan: PLAN });
    expect(await third).toEqual({ ok: true, value: PLAN });
    pass(1_000);
    expect(plan('d: id')).not.toBeInstanceOf(Promise);
  });
});

describe('what is more work', () => {
  test('is planned in one thread, one after another; equal documents once', async () => {
    const { plan, requests, threads } = world();
    const planned = [plan(heavy()), plan(heavy(), 'bob'), plan(heavy('a: id'))];
    expect(requests.length).toBe(1);
    requests[0]?.resolve({ plan: PLAN });
    expect(await Promise.all(planned.slice(0, 2))).toEqual([1, 2].map(() => ({ ok: true, value: PLAN })));
    await turn();
    expect(requests.map(({ text }) => text.includes('a: id'))).toEqual([false, true]);
    requests[1]?.resolve({ plan: PLAN });
    expect(codeOf((await planned[2]) ?? (Promise.reject(new Error('nothing')) as never))).toBe('planned');
    expect(threads.length).toBe(1);
  });

  test('is refused at once beyond what one caller, and all, may have waiting; callers take turns', async () => {
    const { plan, requests } = world({ plansPerCaller: 2, plansWaiting: 3 });
    const of = (caller: string, leaf: string) => plan(heavy(`${leaf}: id`), caller);
    const running = of('ada', 'a');
    const waiting = [of('ada', 'b'), of('ada', 'c')];
    expect(codeOf(await of('ada', 'd'))).toBe('LIMIT_EXCEEDED');
    waiting.push(of('bob', 'e'));
    expect(codeOf(await of('cy', 'f'))).toBe('LIMIT_EXCEEDED');
    for (let at = 0; at < 4; at++) {
      requests[at]?.resolve({ plan: PLAN });
      await turn();
    }
    expect((await Promise.all([running, ...waiting])).map(codeOf)).toEqual([
      'planned',
      'planned',
      'planned',
      'planned',
    ]);
    expect(requests.map(({ text }) => /(\w): id/.exec(text)?.[1])).toEqual(['a', 'b', 'e', 'c']);
  });

  test('is refused when its turn comes too late', async () => {
    const { plan, requests, pass } = world();
    const [first, second] = [plan(heavy()), plan(heavy('a: id'))];
    pass(6_000);
    requests[0]?.resolve({ plan: PLAN });
    expect([codeOf(await first), codeOf(await second)]).toEqual(['planned', 'LIMIT_EXCEEDED']);
    expect(requests.length).toBe(1);
  });

  test('is refused without planning when it is more than any operation may be', () => {
    const { plan, threads } = world();
    expect(codeOf(plan(parse(`{ any { ${nested(6, 'best')} } }`)) as Planned)).toBe('LIMIT_EXCEEDED');
    expect(threads).toEqual([]);
  });

  test('that took too long is refused, and at once when it is asked for again within a minute', async () => {
    const { plan, requests, pass, refusals } = world();
    const first = plan(heavy());
    requests[0]?.resolve({ isOverBudget: true });
    expect(codeOf(await first)).toBe('LIMIT_EXCEEDED');
    expect(codeOf(plan(heavy()) as Planned)).toBe('LIMIT_EXCEEDED');
    expect(requests.length).toBe(1);
    pass(60_000);
    const again = plan(heavy());
    requests[1]?.resolve({ plan: PLAN });
    expect(codeOf(await again)).toBe('planned');
    expect(refusals).toEqual(['time', 'time']);
  });

  test('ends with a code when the thread fails, and the next one is planned', async () => {
    const { plan, requests } = world();
    const [first, second] = [plan(heavy()), plan(heavy('a: id'))];
    requests[0]?.fail(new Error('no memory'));
    expect(codeOf(await first)).toBe('UNAVAILABLE');
    await turn();
    requests[1]?.resolve({ error: 'Too many options generated while planning' });
    expect(codeOf(await second)).toBe('LIMIT_EXCEEDED');
    const third = plan(heavy('b: id'));
    await turn();
    requests[2]?.resolve({ error: 'something else' });
    await expect(third).rejects.toThrow('something else');
  });

  test('is refused while its caller has had much planned, and nobody else is', async () => {
    const { plan, requests, pass } = world({ planMs: 8_000 });
    for (let at = 0; at < 2; at++) {
      const planned = plan(heavy(`a${at}: id`));
      await turn();
      pass(7_000);
      requests[at]?.resolve({ plan: PLAN });
      expect(codeOf(await planned)).toBe('planned');
    }
    expect(codeOf(plan(light()) as Planned)).toBe('LIMIT_EXCEEDED');
    expect(codeOf(plan(light(), 'bob') as Planned)).toBe('planned');
    expect(codeOf(plan(light(), null) as Planned)).toBe('planned');
    pass(60_000);
    expect(codeOf(plan(light()) as Planned)).toBe('planned');
  });
});

test('threads of other supergraphs are ended when they have planned what they plan, and all at the end', async () => {
  const { planning, plan, threads, requests } = world();
  const planned = plan(heavy());
  planning.keepOnly({ ...supergraph, hash: 'other' });
  expect(threads[0]?.isClosed).toBe(false);
  requests[0]?.resolve({ plan: PLAN });
  expect(codeOf(await planned)).toBe('planned');
  await turn();
  expect(threads[0]?.isClosed).toBe(true);
  void plan(heavy());
  requests[1]?.resolve({ plan: PLAN });
  await turn();
  planning.keepOnly(supergraph);
  expect(threads[1]?.isClosed).toBe(false);
  await planning.close();
  expect(threads.map(({ isClosed }) => isClosed)).toEqual([true, true]);
});

test.each([
  ['{ me { id } }', 1],
  ['{ me { friend { id } } a: me { friend { friend { id } } } }', 5],
  ['{ me { ...F ...F } } fragment F on Person { friend { id } }', 3],
  ['{ any { id } }', 1],
  ['{ any { best { id } } }', 4],
  ['{ any { best { best { id } } } }', 13],
  ['{ any { ... on Person { best { id } } ... { id } } }', 2],
])('the plan of %s weighs %i', (text, weight) => {
  expect(planWeight(supergraph.apiSchema, parse(text))).toBe(weight);
});
