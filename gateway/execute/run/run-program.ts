import type { Step } from '../compile/compiled-steps.ts';
import type { Program } from '../compile/program.ts';
import type { DataObject } from './data-object.ts';
import { createObjectLists } from './object-lists.ts';
import { pickVariables } from './pick-variables.ts';
import type { ProgramRun, RunOptions, SubgraphResult } from './program-run.ts';
import { startLookups } from './run-lookups.ts';
import { startSingle } from './run-single.ts';

/** Runs each step as soon as its dependencies are complete; calls back once, after the last step. */
export function runProgram(program: Program, options: RunOptions, over: (run: ProgramRun) => void): void {
  const data: DataObject = {};
  const batches: ProgramRun['batches'] = [];
  const lists = createObjectLists(
    program.collectors,
    data,
    (step, lookup, target) => batches[step]?.[lookup]?.first[target] ?? [],
  );
  const run: ProgramRun = { ...options, program, data, errors: [], failures: [], lists, batches, fetched: [] };
  const waiting = program.steps.map(({ waitsFor }) => waitsFor);
  let left = program.steps.length;

  const start = (step: Step, at: number): void => {
    const done = (): void => {
      lists.invalidate(step.invalidates);
      left -= 1;
      for (const index of step.next) {
        const next = program.steps[index];
        waiting[index] = (waiting[index] ?? 0) - 1;
        if (next !== undefined && waiting[index] === 0) start(next, index);
      }
      if (left === 0) {
        left = -1;
        over(run);
      }
    };
    if (step.kind === 'lookups') startLookups(run, step, at, done);
    else startSingle(run, step, at, done);
  };
  if (left === 0) return void over(run);
  program.steps.forEach((step, at) => {
    if (step.waitsFor === 0) start(step, at);
  });
}

/** Whether a program fetches fields of a root type from this subgraph. */
export const fetchesRootFields = ({ steps }: Program, subgraph: string): boolean =>
  steps.some(
    (step) => step.service === subgraph && step.kind === 'single' && step.single.record.node.requires === undefined,
  );

/** Makes only the first fetch of a program; its result can seed a run. */
export function startFirst(
  { steps: [step] }: Program,
  {
    variables,
    fetch,
    onResult,
  }: Pick<RunOptions, 'variables' | 'fetch'> & { readonly onResult: (result: SubgraphResult) => void },
): void {
  if (step?.kind !== 'single') throw new Error('a program that does not begin with a root fetch');
  const { operation: query, operationName, variableUsages } = step.single.record.node;
  fetch(step.service, { query, operationName, variables: pickVariables(variableUsages, variables) }, onResult);
}
