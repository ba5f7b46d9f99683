import type { SingleFetch, Step } from '../compile/steps.ts';
import { isRecord, ownField } from '../own-field.ts';
import { unavailableError } from '../unavailable.ts';
import type { DataObject } from './collect.ts';
import { assignFields, mergeFields } from './merge.ts';
import { pickVariables } from './pick-variables.ts';
import { placeAtFirst, placeError } from './place-errors.ts';
import { applyRewrites, chainsAt, valueFrom } from './rewrites.ts';
import type { Run, ToldResult } from './run.ts';

type SingleStep = Extract<Step, { kind: 'single' }>;

/** Makes one fetch of the plan as it stands; with `seed`, takes that for its answer. */
export function startSingle(
  run: Run,
  { single, service }: SingleStep,
  seed: ToldResult | null,
  done: () => void,
): void {
  const { record, represent } = single;
  if (represent !== null) return void startSpecial(run, single, service, done);
  const objects = run.lists.at(single.place);
  if (objects.length === 0) return void done();
  const told = (result: ToldResult): void => {
    putOne(run, single, objects, result);
    done();
  };
  if (seed !== null) return void told(seed);
  const { operation: query, operationName, variableUsages } = record.node;
  run.ask(service, { query, operationName, variables: pickVariables(variableUsages, run.variables) }, told);
}

function putOne(
  run: Run,
  { record, isMeeting }: SingleFetch,
  objects: readonly DataObject[],
  result: ToldResult,
): void {
  const { data, errors = [] } = result;
  if (data !== null) {
    applyRewrites(record.node.outputRewrites, data, run.program.isOfType);
    for (const object of objects) {
      if (isMeeting || objects.length > 1) mergeFields(object, data, record.fields, run.program.isOfType);
      else assignFields(object, data, run.program.isOfType);
    }
  }
  for (const error of errors) {
    if (error.path !== undefined) placeError(run, error, { objects, path: record.path, rest: error.path });
    else for (const key of record.fields.keys()) placeError(run, error, { objects, path: record.path, rest: [key] });
  }
}

interface Group {
  readonly variables: Record<string, unknown>;
  readonly representations: unknown[];
  readonly objects: DataObject[][];
  readonly indices: Map<string, number>;
}

/** A lookup that renames, or takes arguments from around: objects that take the same arguments go together. */
function startSpecial(run: Run, single: SingleFetch, service: string, done: () => void): void {
  const { operation: query, operationName, variableUsages } = single.record.node;
  const groups = [...groupsOf(run, single).values()];
  if (groups.length === 0) return void done();
  let left = groups.length;
  for (const group of groups) {
    const variables = {
      ...pickVariables(variableUsages, run.variables),
      ...group.variables,
      representations: group.representations,
    };
    run.ask(service, { query, operationName, variables }, (result) => {
      putGroup(run, single, group, result);
      left -= 1;
      if (left === 0) done();
    });
  }
}

function groupsOf(run: Run, { record, represent }: SingleFetch): Map<string, Group> {
  const { inputRewrites, contextRewrites = [] } = record.node;
  const { isOfType } = run.program;
  const groups = new Map<string, Group>();
  for (const chain of chainsAt(run.data, record.path)) {
    const object = chain.at(-1);
    const representation = object === undefined ? null : represent?.(ownField(object, '__typename')).make(object);
    if (object === undefined || representation == null) continue;
    const variables: Record<string, unknown> = {};
    for (const { path, renameKeyTo } of contextRewrites) variables[renameKeyTo] ??= valueFrom(chain, path, isOfType);
    const key = JSON.stringify(variables);
    const group: Group = groups.get(key) ?? { variables, representations: [], objects: [], indices: new Map() };
    groups.set(key, group);
    const known = group.indices.get(representation.text);
    if (known !== undefined) {
      group.objects[known]?.push(object);
      continue;
    }
    const value = structuredClone(representation.value);
    applyRewrites(inputRewrites, value, isOfType);
    group.indices.set(representation.text, group.representations.push(value) - 1);
    group.objects.push([object]);
  }
  return groups;
}

function putGroup(run: Run, { record }: SingleFetch, group: Group, { data, errors = [] }: ToldResult): void {
  const entities = data === null ? null : ownField(data, '_entities');
  if (Array.isArray(entities) && entities.length === group.objects.length) {
    entities.forEach((entity, at) => {
      for (const object of group.objects[at] ?? []) putEntity(run, record, object, entity);
    });
  } else if (entities != null) tellFirst(run, record.path, group, unavailableError());
  for (const error of errors) {
    const [, index, ...rest] = error.path ?? [];
    const objects = typeof index === 'number' ? group.objects[index] : undefined;
    if (objects === undefined) tellFirst(run, record.path, group, error);
    else placeError(run, error, { objects, path: record.path, rest });
  }
}

function putEntity(run: Run, record: SingleFetch['record'], object: DataObject, entity: unknown): void {
  if (!isRecord(entity)) return;
  const own: DataObject = structuredClone(entity);
  own['__typename'] ??= ownField(object, '__typename');
  applyRewrites(record.node.outputRewrites, own, run.program.isOfType);
  mergeFields(object, own, record.fields, run.program.isOfType);
}

function tellFirst(
  run: Run,
  path: readonly string[],
  { objects }: Group,
  error: Parameters<typeof placeAtFirst>[1],
): void {
  const object = objects[0]?.[0];
  if (object !== undefined) placeAtFirst(run, error, path, object);
}
