import { setTimeout } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import type { ExecutionOutput } from '../../execute/execute.ts';
import { payloadRefusal } from '../../graphql/payload-refusal.ts';
import { isRecord } from '../../graphql/records.ts';
import type { Authenticate } from '../../identity/identity.ts';
import type { RequestScope } from '../../operation/request-scope.ts';
import type { RunRequest } from '../../pipeline/run-request.ts';
import type { MappedRoute, RouteMap, RouteStep } from '../../rest/route-map.ts';
import type { FindRouteOperation } from '../../rest/route-operations.ts';
import { stepsOf } from '../../rest/route-steps.ts';
import type { Evaluate, RouteInput } from './expressions.ts';
import { notFound, type Problem, ProblemError } from './problem.ts';
import { problemOfFault, problemOfRefusal } from './problem-mapping.ts';

/** How long a step waits for work that a former one began: less than a route may be open without a byte. */
const WORK_LIMIT_MS = 20_000;
const WORK_PAUSE_MS = 250;

/** What the steps of a route are run with. */
export interface StepParts {
  readonly run: RunRequest;
  /** Null: everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  readonly evaluate: Evaluate;
  readonly findOperation: FindRouteOperation;
  readonly refusals: RouteMap['refusals'];
}

/** Calls a domain's own route and reads its response. @throws ProblemError */
export type Forward = (step: Extract<RouteStep, { forward: unknown }>) => Promise<unknown>;

type OperationStep = Extract<RouteStep, { operation: string }>;

/** Runs the steps of a route in order; the input of the expression of its response. @throws ProblemError */
export async function runSteps(
  route: MappedRoute,
  { input, scope, forward }: { readonly input: RouteInput; readonly scope: RequestScope; readonly forward: Forward },
  { run, authenticate, evaluate, findOperation, refusals }: StepParts,
): Promise<RouteInput> {
  const statuses = { ...refusals, ...route.refusals };
  const steps: Record<string, unknown> = {};
  let now = input;
  for (const step of stepsOf(route)) {
    if ('when' in step && step.when !== undefined && (await evaluate(step.when, now)) !== true) continue;
    const until = performance.now() + WORK_LIMIT_MS;
    for (;;) {
      const data = 'forward' in step ? await forward(step) : await attempt(step, now);
      steps[step.name] = data;
      now = { ...input, steps, data };
      if (!('until' in step) || step.until === undefined || (await evaluate(step.until, now)) === true) break;
      if (performance.now() > until) break;
      await setTimeout(WORK_PAUSE_MS);
    }
    if ('found' in step && step.found !== undefined && (await evaluate(step.found, now)) == null)
      throw new ProblemError(notFound());
  }
  return now;

  async function attempt(step: OperationStep, at: RouteInput): Promise<unknown> {
    try {
      return await runEach(step, at);
    } catch (error) {
      if (step.optional === true && error instanceof ProblemError && error.problem.status >= 500) return null;
      throw error;
    }
  }

  async function runEach(step: OperationStep, at: RouteInput): Promise<unknown> {
    if (step.each === undefined) return await runOperation(step, at);
    const items = await evaluate(step.each, at);
    const results: unknown[] = [];
    for (const item of Array.isArray(items) ? items : []) results.push(await runOperation(step, { ...at, item }));
    return results;
  }

  async function scopeOf({ token }: OperationStep, at: RouteInput): Promise<RequestScope> {
    if (token === undefined || authenticate === null) return scope;
    const credential = `Bearer ${String(await evaluate(token, at))}`;
    try {
      const { caller } = await authenticate(credential);
      return { ...scope, caller, credential };
    } catch (error) {
      if (error instanceof GraphQLError) throw new ProblemError(problemOfFault(error, scope.requestId));
      throw error;
    }
  }

  async function runOperation(step: OperationStep, at: RouteInput): Promise<unknown> {
    const query = findOperation(step.operation);
    if (query === null) throw new Error(`There is no stored operation ${step.operation}`);
    const variables = step.variables === undefined ? {} : await evaluate(step.variables, at);
    const request = { query, variables: isRecord(variables) ? variables : {}, isStored: true };
    const output = await outputOf(run, request, await scopeOf(step, at));
    const [error] = output.errors ?? [];
    if (error !== undefined) throw new ProblemError(withoutVariable(problemOfFault(error, scope.requestId)));
    const refusal = refusalIn(output.data);
    if (refusal !== null) throw new ProblemError(problemOfRefusal(refusal, statuses));
    return output.data;
  }
}

/** Says what is wrong with a value without the name of the variable that it became. */
const withoutVariable = (problem: Problem): Problem => ({
  ...problem,
  detail: problem.detail.replace(/^Variable "\$.*?; (?=[^;]+$)/s, ''),
});

/** Runs one operation through the pipeline. */
async function outputOf(
  run: RunRequest,
  request: {
    readonly query: string;
    readonly variables: Readonly<Record<string, unknown>>;
    readonly isStored: boolean;
  },
  scope: RequestScope,
): Promise<ExecutionOutput> {
  const { promise, resolve } = Promise.withResolvers<ExecutionOutput>();
  await run({ single: 'rest', stream: null, read: () => request }, scope, {
    refuse: (errors) => resolve({ errors }),
    single: resolve,
    stream: () => undefined,
  });
  return await promise;
}

/** The first refusal of the payloads of a mutation; null when it was not refused. */
function refusalIn(data: unknown): Readonly<Record<string, unknown>> | null {
  for (const payload of Object.values(isRecord(data) ? data : {})) {
    const refusal = payloadRefusal(payload);
    if (refusal !== null) return refusal;
  }
  return null;
}
