import type { GraphQLFormattedError } from 'graphql';
import type { CompiledLookup, Step } from '../compile/steps.ts';
import { unavailableError } from '../unavailable.ts';
import { askFor, type LookupBatch, objectsAskedBy, openBatch, usedTargets } from './lookup-batch.ts';
import { pickVariables } from './pick-variables.ts';
import { placeAtFirst, placeError } from './place-errors.ts';
import { putEntities } from './put-entities.ts';
import type { Run, ToldResult } from './run.ts';

type LookupStep = Extract<Step, { kind: 'lookups' }>;

/** Asks one subgraph for everything of a step, and puts what it answers where it belongs. */
export function startLookups(run: Run, step: LookupStep, at: number, done: () => void): void {
  const batches = step.lookups.map(openBatch);
  run.batches[at] = batches;
  for (let index = 0; index < step.leading; index++) fill(run, step, batches, index);
  const wanted = batches.flatMap(({ representations }, index) => (representations.length > 0 ? [index] : []));
  if (wanted.length === 0) return void done();

  const text = step.textFor(wanted);
  const variables = pickVariables(text.variables, run.variables);
  text.slots.forEach(({ variable }, slot) => {
    variables[variable] = batches[wanted[slot] ?? 0]?.representations.map(({ value }) => value);
  });
  const variablesText = (): string => {
    const others = JSON.stringify(pickVariables(text.variables, run.variables));
    const lists = text.slots.map(({ variable }, slot) => {
      const texts = batches[wanted[slot] ?? 0]?.representations.map((each) => each.text) ?? [];
      return `"${variable}":[${texts.join()}]`;
    });
    return `${others.slice(0, -1)}${others === '{}' ? '' : ','}${lists.join()}}`;
  };
  const { query, operationName } = text;
  run.ask(step.service, { query, operationName, variables, variablesText }, (result) => {
    text.slots.forEach(({ key }, slot) => {
      const index = wanted[slot] ?? 0;
      const lookup = step.lookups[index];
      const batch = batches[index];
      if (lookup === undefined || batch === undefined) return;
      const broken = put(run, { batch, lookup }, result.data, key);
      if (broken !== null) tell(run, lookup, batch, broken);
    });
    for (const error of result.errors ?? []) tellError(run, step, batches, { error, wanted, text });
    done();
  });
}

function fill(run: Run, { lookups }: LookupStep, batches: readonly LookupBatch[], index: number): void {
  const lookup = lookups[index];
  const batch = batches[index];
  if (lookup === undefined || batch === undefined) return;
  lookup.targets.forEach(({ place }, target) => {
    for (const object of run.lists.at(place)) {
      if (askFor(batch, lookup, target, object)) continue;
      for (const standIn of lookup.standIns) {
        const lesser = lookups[standIn];
        const other = batches[standIn];
        if (lesser !== undefined && other !== undefined) askFor(other, lesser, target, object);
      }
    }
  });
}

/** Answers with an error when the entities are not as many as were asked for. */
function put(
  run: Run,
  { batch, lookup }: { readonly batch: LookupBatch; readonly lookup: CompiledLookup },
  data: ToldResult['data'],
  key: string,
): GraphQLFormattedError | null {
  if (data === null) return null;
  const entities = data[key];
  if (!Array.isArray(entities) || entities.length !== batch.representations.length)
    return entities == null ? null : unavailableError();
  putEntities(batch, lookup, entities, run.program.isOfType);
  return null;
}

/** An error at the first object of each place that a lookup asked for. */
function tell(run: Run, { targets }: CompiledLookup, batch: LookupBatch, error: GraphQLFormattedError): void {
  for (const target of usedTargets(batch, targets)) {
    const path = run.program.places[targets[target]?.place ?? 0]?.path ?? [];
    const [object] = batch.objects[target] ?? [];
    if (object !== undefined) placeAtFirst(run, error, path, object);
  }
}

function tellError(
  run: Run,
  { lookups }: LookupStep,
  batches: readonly LookupBatch[],
  {
    error,
    wanted,
    text,
  }: {
    readonly error: GraphQLFormattedError;
    readonly wanted: readonly number[];
    readonly text: ReturnType<LookupStep['textFor']>;
  },
): void {
  const [key, index, ...rest] = error.path ?? [];
  const slot = text.slots.findIndex((each) => each.key === key);
  const about = slot === -1 ? wanted : [wanted[slot] ?? 0];
  for (const at of about) {
    const lookup = lookups[at];
    const batch = batches[at];
    if (lookup === undefined || batch === undefined) continue;
    if (typeof index !== 'number' || slot === -1) {
      tell(run, lookup, batch, error);
      continue;
    }
    for (const target of usedTargets(batch, lookup.targets)) {
      const objects = objectsAskedBy(batch, target, index);
      const path = run.program.places[lookup.targets[target]?.place ?? 0]?.path ?? [];
      if (objects.length > 0) placeError(run, error, { objects, path, rest });
    }
  }
}
