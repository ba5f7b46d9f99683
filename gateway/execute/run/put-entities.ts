import { isRecord, ownField, putField } from '../../graphql/records.ts';
import type { CompiledLookup } from '../compile/compiled-steps.ts';
import type { IsOfType } from '../compile/is-of-type.ts';
import type { SelectedFields } from '../compile/selected-fields.ts';
import type { DataObject } from './data-object.ts';
import type { LookupBatch } from './lookup-batch.ts';
import { assignFields, mergeFields } from './merge-fields.ts';

/** Writes the entities of a result into the objects that they were requested for. */
export function putEntities(
  batch: LookupBatch,
  { targets, fields }: CompiledLookup,
  entities: readonly unknown[],
  isOfType: IsOfType,
): void {
  batch.entities = entities;
  const hasObjects = [...fields.values()].some(({ fields: below }) => below !== null);
  targets.forEach((target, at) => {
    const objects = batch.objects[at] ?? [];
    const indices = batch.representationIndices[at] ?? [];
    const put: Put = { objects, indices, unread: target.unread, isOfType };
    // Only the first target may take over an entity's nested objects: later steps may treat the targets differently.
    const copies = at > 0 && hasObjects;
    if (target.hasSeveralWriters) putCopies(put, entities, fields);
    else batch.first[at] = putShared(put, copies ? entities.map((each) => copyOf(each, fields, isOfType)) : entities);
  });
}

interface Put {
  readonly objects: readonly DataObject[];
  /** For each object the index of its entity. */
  readonly indices: readonly number[];
  readonly unread: readonly string[];
  readonly isOfType: IsOfType;
}

function putCopies(
  { objects, indices, unread, isOfType }: Put,
  entities: readonly unknown[],
  fields: SelectedFields,
): void {
  objects.forEach((object, at) => {
    const entity = entities[indices[at] ?? -1];
    if (entity === null) putNulls(object, unread);
    else if (isRecord(entity) && canBe(object, entity, isOfType)) mergeFields(object, entity, fields, isOfType);
  });
}

function putShared({ objects, indices, unread, isOfType }: Put, entities: readonly unknown[]): DataObject[] {
  const first: DataObject[] = [];
  const seen = new Uint8Array(entities.length);
  for (let at = 0; at < objects.length; at++) {
    const index = indices[at] ?? 0;
    const entity = entities[index];
    const object = objects[at];
    if (object === undefined) continue;
    if (entity === null) putNulls(object, unread);
    if (!isRecord(entity) || !canBe(object, entity, isOfType)) continue;
    assignFields(object, entity, isOfType);
    if (seen[index] === 1) continue;
    seen[index] = 1;
    first.push(object);
  }
  return first;
}

/** Whether the type names of object and entity are compatible; each may be the name of an interface. */
function canBe(object: DataObject, entity: DataObject, isOfType: IsOfType): boolean {
  const entityType = entity['__typename'];
  const objectType = object['__typename'];
  if (entityType === objectType || typeof entityType !== 'string' || typeof objectType !== 'string') return true;
  return isOfType(entityType, objectType) || isOfType(objectType, entityType);
}

/** Sets fields of an entity that does not exist to null, except those that another lookup reads. */
function putNulls(object: DataObject, keys: readonly string[]): void {
  for (const key of keys) if (ownField(object, key) === undefined) putField(object, key, null);
}

function copyOf(entity: unknown, fields: SelectedFields, isOfType: IsOfType): unknown {
  if (!isRecord(entity)) return entity;
  const copy: DataObject = {};
  mergeFields(copy, entity, fields, isOfType);
  return copy;
}
