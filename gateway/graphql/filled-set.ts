import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';

const TYPE_NAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Adds `__typename` to an empty selection set, so that the parent object is still returned. */
export const filledSet = (set: SelectionSetNode): SelectionSetNode =>
  set.selections.length === 0 ? { ...set, selections: [TYPE_NAME] } : set;
