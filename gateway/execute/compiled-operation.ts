import type { QueryPlan } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import { checkPlan } from './compile/check-plan.ts';
import { fetchRecords } from './compile/fetch-records.ts';
import { compileProgram, type Program } from './compile/program.ts';
import { compileShape } from './shape/compile-shape.ts';
import { jsonFormat } from './shape/json-format.ts';
import type { CompleteObject } from './shape/output-format.ts';
import { valueFormat } from './shape/value-format.ts';

/** A compiled plan with the functions that shape its output. */
export interface CompiledOperation {
  readonly program: Program;
  readonly shape: CompleteObject<unknown>;
  /** The same output as JSON. */
  readonly write: CompleteObject<string>;
}

/** Compiles a planned operation, once per plan. */
export type CompileOperation = (planned: PlannedOperation) => CompiledOperation;

/** Caches compiled operations as long as their plans live. A plan is specific to the values of its conditions. */
export function createCompileOperation(): CompileOperation {
  const compiled = new WeakMap<QueryPlan, CompiledOperation>();
  return (planned) => {
    const found = compiled.get(planned.plan);
    if (found !== undefined) return found;
    const made = compile(planned);
    compiled.set(planned.plan, made);
    return made;
  };
}

function compile({ plan, analysis, variables, denials }: PlannedOperation): CompiledOperation {
  const { fullSchema, apiSchema } = analysis.supergraph;
  const isMutation = analysis.kind === OperationTypeNode.MUTATION;
  const records = fetchRecords(plan.node);
  checkPlan(records, analysis, { variables, left: new Set(denials.map(({ guard }) => guard.node)) });
  const { fragments, keys } = analysis;
  const program = compileProgram(records, { fullSchema, isMutation });
  const merged = new Set(
    program.collectors.flatMap(({ identity, path }) => (identity === null ? [] : [path.join('.')])),
  );
  const isMerged = (path: string): boolean => merged.has(path);
  const options = { schema: apiSchema, fragments, variables, dataKey: keys.of, isMerged };
  return {
    program,
    shape: compileShape(analysis.operation, options, valueFormat),
    write: compileShape(analysis.operation, options, jsonFormat),
  };
}
