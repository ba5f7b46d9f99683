import type { GraphQLFormattedError } from 'graphql';
import type { CompiledLookup, Step } from '../compile/compiled-steps.ts';
import type { DataObject } from './data-object.ts';
import { addErrorAtPaths, selectedPart, withoutPath } from './error-paths.ts';
import { addToBatch, type LookupBatch, objectsOf, openBatch } from './lookup-batch.ts';
import { pickVariables } from './pick-variables.ts';
import type { ProgramRun, SubgraphResult } from './program-run.ts';
import { putEntities } from './put-entities.ts';

type LookupStep = Extract<Step, { kind: 'lookups' }>;

/** Sends the lookups of a step in one request, and writes the entities into the data. */
export function startLookups(run: ProgramRun, step: LookupStep, at: number, done: () => void): void {
  const batches = step.lookups.map(openBatch);
  run.batches[at] = batches;
  for (let index = 0; index < step.primaryCount; index++) fill(run, step, batches, index);
  const lookupIndices = batches.flatMap(({ representations }, index) => (representations.length > 0 ? [index] : []));
  if (lookupIndices.length === 0) return void done();

  const text = step.textFor(lookupIndices);
  const variables = pickVariables(text.variables, run.variables);
  text.slots.forEach(({ variable }, slot) => {
    variables[variable] = batches[lookupIndices[slot] ?? 0]?.representations.map(({ value }) => value);
  });
  const variablesText = (): string => {
    const others = JSON.stringify(pickVariables(text.variables, run.variables));
    const lists = text.slots.map(({ variable }, slot) => {
      const texts = batches[lookupIndices[slot] ?? 0]?.representations.map((each) => each.text) ?? [];
      return `"${variable}":[${texts.join()}]`;
    });
    return `${others.slice(0, -1)}${others === '{}' ? '' : ','}${lists.join()}}`;
  };
  const { query, operationName } = text;
  run.fetch(step.service, { query, operationName, variables, variablesText }, (result) => {
    const errors = result.errors ?? [];
    text.slots.forEach(({ key }, slot) => {
      const index = lookupIndices[slot] ?? 0;
      const lookup = step.lookups[index];
      const batch = batches[index];
      if (lookup === undefined || batch === undefined) return;
      const breach = put(run, { batch, lookup }, result.data, key);
      const isExplained = breach === ABSENT && errors.some(({ path }) => result.data === null || isAbout(path, key));
      if (breach !== null && !isExplained) fail(run, run.reportBreach(step.service, breach), { at, index });
    });
    for (const error of errors) noteError(run, step, batches, { error, at, lookupIndices, text });
    done();
  });
}

const isAbout = (path: GraphQLFormattedError['path'], key: string): boolean => path === undefined || path[0] === key;

function fill(run: ProgramRun, { lookups }: LookupStep, batches: readonly LookupBatch[], index: number): void {
  const lookup = lookups[index];
  const batch = batches[index];
  if (lookup === undefined || batch === undefined) return;
  lookup.targets.forEach(({ pathIndex }, target) => {
    for (const object of run.lists.at(pathIndex)) {
      if (addToBatch(batch, lookup, target, object)) continue;
      for (const fallback of lookup.fallbackLookups) {
        const lesser = lookups[fallback];
        const other = batches[fallback];
        if (lesser !== undefined && other !== undefined) addToBatch(other, lesser, target, object);
      }
    }
  });
}

const ABSENT = 'it gave no entities';

/** Writes the entities into the data; gives a protocol violation when they do not match the representations. */
function put(
  run: ProgramRun,
  { batch, lookup }: { readonly batch: LookupBatch; readonly lookup: CompiledLookup },
  data: SubgraphResult['data'],
  key: string,
): string | null {
  const entities = data?.[key];
  if (entities === undefined || entities === null) return ABSENT;
  if (!Array.isArray(entities)) return 'its entities are no list';
  const { length } = batch.representations;
  if (entities.length !== length) return `it gave ${entities.length} entities for ${length} representations`;
  putEntities(batch, lookup, entities, run.program.isOfType);
  return null;
}

interface FailedPart {
  /** Index of the step. */
  readonly at: number;
  /** Index of the lookup in the step; null: all lookups. */
  readonly index: number | null;
  readonly objects?: readonly DataObject[];
  readonly hasPath?: boolean;
}

function fail(
  run: ProgramRun,
  error: GraphQLFormattedError,
  { at, index, objects, hasPath = false }: FailedPart,
): void {
  run.failures.push({ error: withoutPath(error), step: at, lookup: index, objects: objects ?? null, hasPath });
}

interface SubgraphError {
  readonly error: GraphQLFormattedError;
  readonly at: number;
  readonly lookupIndices: readonly number[];
  readonly text: ReturnType<LookupStep['textFor']>;
}

/** Records an error at its path, or else as a failure of the objects or lookups that it can concern. */
function noteError(
  run: ProgramRun,
  { lookups }: LookupStep,
  batches: readonly LookupBatch[],
  { error, at, lookupIndices, text }: SubgraphError,
): void {
  const [key, position, ...rest] = error.path ?? [];
  const slot = text.slots.findIndex((each) => each.key === key);
  const index = slot === -1 ? null : (lookupIndices[slot] ?? 0);
  const lookup = lookups[index ?? -1];
  const batch = batches[index ?? -1];
  if (lookup === undefined || batch === undefined) return void fail(run, error, { at, index: null });
  const isKnown = typeof position === 'number' && position < batch.representations.length;
  if (!isKnown) return void fail(run, error, { at, index });
  const selected = selectedPart(rest, lookup.fields);
  const byTarget = lookup.targets.map((target, each) => ({ target, objects: objectsOf(batch, each, position) }));
  if (selected.length === 0)
    return void fail(run, error, { at, index, objects: byTarget.flatMap(({ objects }) => objects) });
  for (const { target, objects } of byTarget) {
    const path = run.program.collectors[target.pathIndex]?.path ?? [];
    if (objects.length > 0) addErrorAtPaths(run, error, { objects, path, rest: selected });
  }
  // The other fields of the failed lookup have no error of their own.
  if (batch.entities === null) fail(run, error, { at, index, hasPath: true });
}
