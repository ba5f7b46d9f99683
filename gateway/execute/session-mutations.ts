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

/** Runs a planned operation; a seed replaces the result of its first fetch. Never rejects. */
export type RunOperation = (
  planned: PlannedOperation,
  scope: RequestScope,
  seed: SubgraphResult | null,
) => Promise<ExecutionOutput>;

/** Dependencies of `createSessionMutations`. */
interface Parts {
  /** Whether an operation has root fields of the session subgraph. */
  usesSessionSubgraph(planned: PlannedOperation): boolean;
  readonly authenticate: Authenticate;
  /** Makes only the first fetch of an operation. */
  first(planned: PlannedOperation, scope: RequestScope): Promise<SubgraphResult>;
  readonly run: RunOperation;
  readonly requestMs: number;
  failed(error: unknown, scope: RequestScope): ExecutionOutput;
}

/** The output of a root field, and the scope of the next one. */
interface FieldOutcome {
  readonly output: ExecutionOutput;
  readonly next: RequestScope;
}

/**
 * Executes mutations that may open or end a session. After a field that opens a session, its selections and later root
 * fields run as the person signed in, with that person's permissions. After a field that ends the caller's session, later
 * root fields run as a visitor. Only the session subgraph can report a session, with an access token that passes the same
 * check as a client's. Root fields are executed one after the other; a field whose error leaves no data is the last.
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
  // Access below the field is checked after sign-in, when the caller is known; the subgraph checks access to its own fields.
  const open = planned.denials.length === 0 ? null : await planned.prepareAgain(planned.request, scope, 'root');
  if (open !== null && !open.ok) return { output: { errors: open.refusal, data: null }, next: scope };
  const result = await parts.first(open?.value ?? planned, scope);
  const { session } = result;
  if (session === undefined || session.accessToken === null) {
    const output = await parts.run(planned, scope, withoutDenied(result, planned));
    return { output, next: session === undefined ? scope : { ...scope, ...VISITOR_SCOPE } };
  }
  const credential = `Bearer ${session.accessToken}`;
  // If the token cannot be checked now, the rest runs as before, but the client still receives the token.
  const identity = await parts.authenticate(credential).catch(() => null);
  const next = identity === null ? scope : { ...scope, caller: identity.caller, credential };
  const granted = identity === null ? done(planned) : await planned.prepareAgain(planned.request, next);
  if (!granted.ok) return { output: { errors: granted.refusal, data: null }, next };
  return { output: await parts.run(granted.value, next, withoutDenied(result, granted.value)), next };
}

const VISITOR_SCOPE = { caller: ANONYMOUS, credential: undefined };

/** The result of the first fetch without fields that turned out to be denied after it was made. */
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
  for (const dataKey of Object.keys(value)) {
    if (responseKeyOf(dataKey) !== key) continue;
    if (deeper.length === 0) delete value[dataKey];
    else drop(value[dataKey], deeper, responseKeyOf);
  }
}
