import type { GraphQLFormattedError } from 'graphql';
import { isRecord, ownField, putField } from '../../graphql/records.ts';
import type { SingleFetch, Step } from '../compile/compiled-steps.ts';
import type { DataObject } from './data-object.ts';
import { addErrorAtPaths, selectedPart, withoutPath } from './error-paths.ts';
import type { FetchedObjects } from './failures.ts';
import { assignFields, mergeFields } from './merge-fields.ts';
import { pickVariables } from './pick-variables.ts';
import type { ProgramRun, SubgraphResult } from './program-run.ts';
import { applyRewrites, chainsAt, valueFrom } from './rewrites.ts';

type SingleStep = Extract<Step, { kind: 'single' }>;

/** Makes a single fetch of the plan. The first step uses the seed of the run as its result, if there is one. */
export function startSingle(run: ProgramRun, { single, service }: SingleStep, at: number, done: () => void): void {
  const { record, represent } = single;
  if (represent !== null) return void startSpecial(run, single, { service, at }, done);
  const objects = run.lists.at(single.pathIndex);
  if (objects.length === 0) return void done();
  const onResult = (result: SubgraphResult): void => {
    run.fetched[at] = [{ objects: [objects], entities: result.data === null ? null : [result.data] }];
    putOne(run, single, objects, result);
    noteErrors(run, single, { objects, at, service }, result);
    done();
  };
  if (at === 0 && run.seed !== null) return void onResult(run.seed);
  const { operation: query, operationName, variableUsages } = record.node;
  run.fetch(service, { query, operationName, variables: pickVariables(variableUsages, run.variables) }, onResult);
}

function putOne(
  run: ProgramRun,
  { record, hasSeveralWriters }: SingleFetch,
  objects: readonly DataObject[],
  { data }: SubgraphResult,
): void {
  if (data === null) return;
  applyRewrites(record.node.outputRewrites, data, run.program.isOfType);
  for (const object of objects) {
    if (hasSeveralWriters || objects.length > 1) mergeFields(object, data, record.fields, run.program.isOfType);
    else assignFields(object, data, run.program.isOfType);
  }
}

interface Asking {
  readonly objects: readonly DataObject[];
  readonly at: number;
  readonly service: string;
}

/** Records each error at its path, or else as a failure of the fetch. */
function noteErrors(
  run: ProgramRun,
  { record }: SingleFetch,
  { objects, at, service }: Asking,
  { data, errors = [] }: SubgraphResult,
): void {
  const fail = (error: GraphQLFormattedError, hasPath: boolean): void =>
    void run.failures.push({ error: withoutPath(error), step: at, lookup: null, objects: null, hasPath });
  for (const error of errors) {
    const rest = selectedPart(error.path ?? [], record.fields);
    if (rest.length > 0) addErrorAtPaths(run, error, { objects, path: record.path, rest });
    if (rest.length === 0 || data === null) fail(error, rest.length > 0);
  }
  if (data === null && errors.length === 0) fail(run.reportBreach(service, 'it gave neither data nor errors'), false);
}

interface Group extends FetchedObjects {
  readonly variables: Record<string, unknown>;
  readonly representations: unknown[];
  readonly objects: DataObject[][];
  readonly indices: Map<string, number>;
}

/** A lookup with rewrites or contextual arguments: objects with equal arguments share a request. */
function startSpecial(
  run: ProgramRun,
  single: SingleFetch,
  { service, at }: Pick<Asking, 'service' | 'at'>,
  done: () => void,
): void {
  const { operation: query, operationName, variableUsages } = single.record.node;
  const groups = [...groupsOf(run, single).values()];
  run.fetched[at] = groups;
  if (groups.length === 0) return void done();
  let left = groups.length;
  for (const group of groups) {
    const variables = {
      ...pickVariables(variableUsages, run.variables),
      ...group.variables,
      representations: group.representations,
    };
    run.fetch(service, { query, operationName, variables }, (result) => {
      putGroup(run, single, { group, at, service }, result);
      left -= 1;
      if (left === 0) done();
    });
  }
}

function groupsOf(run: ProgramRun, { record, represent }: SingleFetch): Map<string, Group> {
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
    const group: Group = groups.get(key) ?? newGroup(variables);
    groups.set(key, group);
    const groupIndex = group.indices.get(representation.text);
    if (groupIndex !== undefined) {
      group.objects[groupIndex]?.push(object);
      continue;
    }
    const value = copyJson(representation.value);
    applyRewrites(inputRewrites, value, isOfType);
    group.indices.set(representation.text, group.representations.push(value) - 1);
    group.objects.push([object]);
  }
  return groups;
}

const newGroup = (variables: Record<string, unknown>): Group => ({
  variables,
  representations: [],
  objects: [],
  indices: new Map(),
  entities: null,
});

function putGroup(
  run: ProgramRun,
  { record }: SingleFetch,
  { group, at, service }: { readonly group: Group; readonly at: number; readonly service: string },
  { data, errors = [] }: SubgraphResult,
): void {
  const fail = (error: GraphQLFormattedError, objects: readonly DataObject[], hasPath: boolean): void =>
    void run.failures.push({ error: withoutPath(error), step: at, lookup: null, objects, hasPath });
  const all = group.objects.flat();
  const entities = data === null ? null : ownField(data, '_entities');
  if (Array.isArray(entities) && entities.length === group.objects.length) {
    group.entities = entities;
    entities.forEach((entity, index) => {
      for (const object of group.objects[index] ?? []) putEntity(run, record, object, entity);
    });
  } else if (entities != null || errors.length === 0)
    fail(run.reportBreach(service, 'it did not give an entity for each representation'), all, false);
  for (const error of errors) {
    const [, index, ...path] = error.path ?? [];
    const objects = (typeof index === 'number' ? group.objects[index] : undefined) ?? all;
    const rest = objects === all ? [] : selectedPart(path, record.fields);
    if (rest.length > 0) addErrorAtPaths(run, error, { objects, path: record.path, rest });
    if (rest.length === 0 || group.entities === null) fail(error, rest.length > 0 ? all : objects, rest.length > 0);
  }
}

function putEntity(run: ProgramRun, record: SingleFetch['record'], object: DataObject, entity: unknown): void {
  if (!isRecord(entity)) return;
  const own = copyFields(entity);
  own['__typename'] ??= ownField(object, '__typename');
  applyRewrites(record.node.outputRewrites, own, run.program.isOfType);
  mergeFields(object, own, record.fields, run.program.isOfType);
}

/** A deep copy for rewrites to change. `structuredClone` does not support raw numbers. */
function copyJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyJson);
  return isRecord(value) ? copyFields(value) : value;
}

function copyFields(object: DataObject): DataObject {
  const copy: DataObject = {};
  for (const [key, value] of Object.entries(object)) putField(copy, key, copyJson(value));
  return copy;
}
