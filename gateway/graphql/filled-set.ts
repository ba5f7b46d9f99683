import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';

const TYPE_NAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** A selection set that asks for `__typename` when nothing else is left of it: the object around must come back. */
export const filledSet = (set: SelectionSetNode): SelectionSetNode =>
  set.selections.length === 0 ? { ...set, selections: [TYPE_NAME] } : set;
