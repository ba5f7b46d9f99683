import type { GraphQLError } from 'graphql';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { done } from '../../runtime/operations/result.ts';
import { isRecord } from '../graphql/records.ts';
import type { Authenticate } from '../identity/identity.ts';
import type { Denial } from '../operation/access-check.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import type { Execute, ExecutionOutput } from './execute.ts';
import type { SubgraphResult } from './run/program-run.ts';
import { type RootFieldRequest, splitMutation } from './split-mutation.ts';

/** Runs a planned operation; with a seed, that stands for the answer to its first fetch. Never rejects. */
export type RunOperation = (
  planned: PlannedOperation,
  scope: RequestScope,
  seed: SubgraphResult | null,
) => Promise<ExecutionOutput>;

/** What running such mutations needs. */
interface Parts {
  /** Whether an operation has root fields of the subgraph that opens and ends sessions. */
  usesSessionSubgraph(planned: PlannedOperation): boolean;
  readonly authenticate: Authenticate;
  /** Makes the first fetch of an operation, alone. */
  first(planned: PlannedOperation, scope: RequestScope): Promise<SubgraphResult>;
  readonly run: RunOperation;
  readonly requestMs: number;
  failed(error: unknown, scope: RequestScope): ExecutionOutput;
}

/** An answer, and the scope in which the next root field runs. */
interface FieldOutcome {
  readonly output: ExecutionOutput;
  readonly next: RequestScope;
}

/**
 * Runs mutations that may open or end a session. What follows the opening of one in the document, below the field and in
 * later root fields, runs as the person signed in, whose rights decide what may be fetched; what follows the end of the
 * session of who asks, in later root fields, runs as a visitor. To say so is for one subgraph alone, by an access token
 * that passes the same check as a client's. Root fields are executed in order, each by itself; none after one whose error
 * leaves no data.
 */
export function createSessionMutations(parts: Parts): Execute {
  return async (planned, given) => {
    try {
      if (!parts.usesSessionSubgraph(planned)) return await parts.run(planned, given, null);
      const scope = { ...given, until: performance.now() + parts.requestMs };
      const fields = splitMutation(planned);
      if (fields.length > 1) return await runEach(parts, planned, fields, scope);
      return (await runField(parts, planned, scope)).output;
    } catch (error) {
      return parts.failed(error, given);
    }
  };
}

async function runEach(
  parts: Parts,
  { prepareAgain }: PlannedOperation,
  fields: readonly RootFieldRequest[],
  given: RequestScope,
): Promise<ExecutionOutput> {
  const data: Record<string, unknown> = Object.create(null);
  const errors: GraphQLError[] = [];
  let scope: RequestScope = { ...given, wantsText: false };
  for (const { responseKey, isNonNull, request } of fields) {
    const planned = await prepareAgain(request, scope);
    const outcome: FieldOutcome = planned.ok
      ? await runField(parts, planned.value, scope)
      : { output: { errors: planned.refusal, data: isNonNull ? null : { [responseKey]: null } }, next: scope };
    const { output, next } = outcome;
    errors.push(...(output.errors ?? []));
    if (output.data == null) return { errors, data: null };
    Object.assign(data, output.data);
    scope = next;
  }
  return errors.length === 0 ? { data } : { errors, data };
}

async function runField(parts: Parts, planned: PlannedOperation, scope: RequestScope): Promise<FieldOutcome> {
  if (!parts.usesSessionSubgraph(planned)) return { output: await parts.run(planned, scope, null), next: scope };
  // Below the field rights are decided once it is known who has them: the subgraph itself denies nothing wrongly.
  const open = planned.denials.length === 0 ? null : await planned.prepareAgain(planned.request, scope, 'root');
  if (open !== null && !open.ok) return { output: { errors: open.refusal, data: null }, next: scope };
  const result = await parts.first(open?.value ?? planned, scope);
  const { session } = result;
  if (session === undefined || session.accessToken === null) {
    const output = await parts.run(planned, scope, withoutDenied(result, planned));
    return { output, next: session === undefined ? scope : { ...scope, ...VISITOR_SCOPE } };
  }
  const credential = `Bearer ${session.accessToken}`;
  // While the token cannot be checked nobody is believed to be signed in, but its person gets it all the same.
  const identity = await parts.authenticate(credential).catch(() => null);
  const next = identity === null ? scope : { ...scope, caller: identity.caller, credential };
  const granted = identity === null ? done(planned) : await planned.prepareAgain(planned.request, next);
  if (!granted.ok) return { output: { errors: granted.refusal, data: null }, next };
  return { output: await parts.run(granted.value, next, withoutDenied(result, granted.value)), next };
}

const VISITOR_SCOPE = { caller: ANONYMOUS, credential: undefined };

/** An answer to the first fetch without what was asked before it was known to be denied. */
function withoutDenied(result: SubgraphResult, { denials, analysis }: PlannedOperation): SubgraphResult {
  if (result.data === null || denials.length === 0) return result;
  const data = structuredClone(result.data);
  for (const { guard } of denials) drop(data, guard.path, analysis.keys.toResponseKey);
  return { ...result, data };
}

function drop(value: unknown, [key, ...deeper]: Denial['guard']['path'], responseKeyOf: (key: string) => string): void {
  if (Array.isArray(value)) {
    for (const item of value) drop(item, key === undefined ? [] : [key, ...deeper], responseKeyOf);
    return;
  }
  if (!isRecord(value)) return;
  for (const held of Object.keys(value)) {
    if (responseKeyOf(held) !== key) continue;
    if (deeper.length === 0) delete value[held];
    else drop(value[held], deeper, responseKeyOf);
  }
}
