import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNullableType,
  isNonNullType,
  isObjectType,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** How to resume a durable subscription. */
export interface ResumePoint {
  /** The operation for the planner: with a variable for `after` and with the cursor selected. */
  readonly operation: OperationDefinitionNode;
  /** Response key of the stream's root field. */
  readonly rootKey: string;
  /** Response key of the cursor in each payload. */
  readonly cursorKey: string;
  /** Name of the variable that replaces `after`. */
  readonly afterVariable: string;
  /** The client's value for `after`; null when absent. */
  readonly clientAfter: ValueNode | null;
}

/**
 * Rewrites a durable subscription so that it can be resumed: one whose root field takes `after: String` and whose payload
 * has `cursor: String!`. Null for any other operation.
 */
export function makeResumable(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): ResumePoint | null {
  const root = schema.getSubscriptionType();
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION || !root) return null;
  const field = soleField(operation.selectionSet, fragments);
  if (field?.selectionSet === undefined || !isDurable(root, field.name.value)) return null;

  const rootKey = field.alias?.value ?? field.name.value;
  const cursorKey = unused('_resumeCursor', JSON.stringify([operation, fragments]));
  const afterVariable = unused('_resumeAfter', JSON.stringify(operation.variableDefinitions ?? []));
  const clientAfter = field.arguments?.find(({ name: argument }) => argument.value === 'after')?.value ?? null;
  return {
    operation: withCursor(operation, field, cursorKey, afterVariable),
    rootKey,
    cursorKey,
    afterVariable,
    clientAfter,
  };
}

function isDurable(root: GraphQLObjectType, fieldName: string): boolean {
  const definition = root.getFields()[fieldName];
  if (!definition?.args.some(({ name: argument, type }) => argument === 'after' && String(type) === 'String'))
    return false;
  const payload = getNullableType(definition.type);
  const cursor = isObjectType(payload) ? payload.getFields()['cursor']?.type : undefined;
  return isNonNullType(cursor) && String(cursor) === 'String!';
}

/** Validation allows a single root field; directives around it are kept. */
function soleField(
  set: SelectionSetNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): FieldNode | null {
  const [selection, ...others] = set.selections;
  if (selection === undefined || others.length > 0 || (selection.directives?.length ?? 0) > 0) return null;
  if (selection.kind === Kind.FIELD) return selection;
  const target = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
  return target === undefined ? null : soleField(target.selectionSet, fragments);
}

function withCursor(
  operation: OperationDefinitionNode,
  field: FieldNode,
  cursorKey: string,
  afterVariable: string,
): OperationDefinitionNode {
  const variable = { kind: Kind.VARIABLE, name: name(afterVariable) } as const;
  const resumed: FieldNode = {
    ...field,
    arguments: [
      ...(field.arguments ?? []).filter((argument) => argument.name.value !== 'after'),
      { kind: Kind.ARGUMENT, name: name('after'), value: variable },
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [
        ...(field.selectionSet?.selections ?? []),
        { kind: Kind.FIELD, alias: name(cursorKey), name: name('cursor') },
      ],
    },
  };
  return {
    ...operation,
    variableDefinitions: [
      ...(operation.variableDefinitions ?? []),
      { kind: Kind.VARIABLE_DEFINITION, variable, type: { kind: Kind.NAMED_TYPE, name: name('String') } },
    ],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [resumed] },
  };
}

const name = (value: string): NameNode => ({ kind: Kind.NAME, value });

/** `wanted`, lengthened until the text does not contain it. */
function unused(preferred: string, text: string): string {
  let candidate = preferred;
  while (text.includes(candidate)) candidate += '_';
  return candidate;
}
