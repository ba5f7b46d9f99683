import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { createLogOnce } from '../../runtime/logging/log-once.ts';
import { clientError, internalError } from '../graphql/client-errors.ts';
import { isRecord } from '../graphql/records.ts';
import type { Authenticate } from '../identity/identity.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import { type CompiledOperation, createCompileOperation } from './compiled-operation.ts';
import { denialErrors } from './denial-errors.ts';
import type { Execute, ExecutionOutput } from './execute.ts';
import { createFetchFromSubgraph, type SubgraphCalls, toSubgraphResult } from './fetch-from-subgraph.ts';
import { introspect } from './introspect.ts';
import { type ErrorReport, responseErrors } from './response-errors.ts';
import type { ProgramRun, SubgraphResult } from './run/program-run.ts';
import { fetchesRootFields, runProgram, startFirst } from './run/run-program.ts';
import { createSessionMutations, type RunOperation } from './session-mutations.ts';
import type { Shaping } from './shape/output-format.ts';
import type { ResponseNull, Tracing } from './shape/response-nulls.ts';

/**
 * Creates the executor of query plans: compiles each plan once and runs it. With `authenticate`, the fields after one that
 * opens a session in a mutation run as the person signed in.
 */
export function createExecute(calls: SubgraphCalls, log: Logger, authenticate?: Authenticate): Execute {
  const compileOperation = createCompileOperation();
  const logOnce = createLogOnce(log);
  const reportFor = ({ requestId }: RequestScope) => ({ log, requestId, subgraphCodes: calls.errorCodes });
  const run: RunOperation = (planned, scope, seed) => {
    const disclosure = reportFor(scope);
    const { requestId } = scope;
    const reportBreach: ProgramRun['reportBreach'] = (subgraph, breach) => {
      logOnce(`${subgraph} ${breach}`, { subgraph, requestId, breach }, 'A subgraph broke the protocol');
      return internalError(undefined, requestId).toJSON();
    };
    const { promise, resolve } = Promise.withResolvers<ExecutionOutput>();
    const failed = (error: unknown): void => resolve({ errors: [clientError(error, disclosure)], data: null });
    try {
      const compiled = compileOperation(planned);
      runProgram(
        compiled.program,
        {
          variables: planned.variables,
          fetch: createFetchFromSubgraph(calls, planned, scope, failed),
          reportBreach,
          seed,
        },
        (run) => {
          const written = scope.wantsText === true ? textOf(run, compiled, planned) : null;
          if (written?.isCertain === true) return void resolve({ text: written.text });
          const output = buildOutput(run, compiled, planned, { requestId, logOnce });
          resolve(written === null || output.errors !== undefined ? output : { text: written.text });
        },
      );
    } catch (error) {
      failed(error);
    }
    return promise;
  };
  const first = (planned: PlannedOperation, scope: RequestScope): Promise<SubgraphResult> =>
    new Promise((resolve, reject) =>
      startFirst(compileOperation(planned).program, {
        variables: planned.variables,
        fetch: createFetchFromSubgraph(calls, planned, scope, reject),
        onResult: resolve,
      }),
    );
  const { sessionSubgraph, timeouts } = calls;
  const runMutation: Execute =
    sessionSubgraph === undefined || authenticate === undefined
      ? (planned, scope) => run(planned, scope, null)
      : createSessionMutations({
          usesSessionSubgraph: (planned) => fetchesRootFields(compileOperation(planned).program, sessionSubgraph),
          authenticate,
          first,
          run,
          requestMs: timeouts.requestMs,
          failed: (error, scope) => ({ errors: [clientError(error, reportFor(scope))], data: null }),
        });
  return (planned, scope, event) => {
    if (event !== undefined) return run(planned, scope, toSubgraphResult(event.result, reportFor(scope)));
    return planned.analysis.kind === 'mutation' ? runMutation(planned, scope) : run(planned, scope, null);
  };
}

const openShaping = <Output>(planned: PlannedOperation): Shaping<Output> => ({
  isInvalid: false,
  tracing: null,
  shaped: new Map(),
  introspect: (fields) => introspect(planned, fields),
});

/** The output as JSON, and whether it certainly needs no errors; null when there are errors already. */
function textOf(
  { data, errors, failures }: ProgramRun,
  { write }: CompiledOperation,
  planned: PlannedOperation,
): { readonly text: string; readonly isCertain: boolean } | null {
  if (errors.length > 0 || failures.length > 0 || planned.denials.length > 0) return null;
  const shaping = openShaping<string>(planned);
  const text = write(data, shaping);
  return text === null ? null : { text: `{"data":${text}}`, isCertain: !shaping.isInvalid };
}

function buildOutput(
  run: ProgramRun,
  { shape }: CompiledOperation,
  planned: PlannedOperation,
  report: ErrorReport,
): ExecutionResult {
  const shaping = openShaping<unknown>(planned);
  const shaped = shape(run.data, shaping);
  const data = isRecord(shaped) ? shaped : null;
  const isWhole = !shaping.isInvalid && run.errors.length === 0 && run.failures.length === 0;
  const errors = isWhole ? [] : responseErrors(run, { data, nulls: nullsIn(run, shape, shaping) }, planned, report);
  errors.push(...denialErrors(planned.denials, data, planned.variables));
  return errors.length === 0 ? { data } : { errors, data };
}

/** The nulls of an output. A second pass finds them, since there is rarely one to explain. */
function nullsIn(
  { data }: ProgramRun,
  shape: CompiledOperation['shape'],
  shaping: Shaping<unknown>,
): readonly ResponseNull[] {
  const tracing: Tracing = { path: [], dataPath: [], found: [] };
  shape(data, { ...shaping, tracing });
  return tracing.found;
}
