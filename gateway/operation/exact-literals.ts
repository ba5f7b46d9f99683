import {
  type ConstValueNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  parseType,
  print,
  TypeInfo,
  type ValueNode,
  type VariableDefinitionNode,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { exactValue, holdsRawNumber } from '../graphql/exact-value.ts';

/** Literals whose numbers the planner would round, replaced by variables. */
export interface ExactLiterals {
  readonly values: Readonly<Record<string, unknown>>;
  /** Replaces the literals in the document, or in a part of it. */
  applyTo(document: DocumentNode): DocumentNode;
}

/**
 * Finds Float and custom scalar literals that the planner would round: it converts numbers in documents to doubles (seen
 * with 2.14.4), but not variables.
 */
export function createExactLiterals(schema: GraphQLSchema, document: DocumentNode): ExactLiterals {
  if (!holdsRawNumber(document)) return { values: {}, applyTo: (planned) => planned };
  const prefix = unusedPrefix(document);
  const variables = new Map<string, VariableDefinitionNode>();
  const values: Record<string, unknown> = {};
  const variableFor = (type: string, value: ValueNode): VariableNode => {
    const key = `${type} ${print(value)}`;
    const existing = variables.get(key);
    if (existing !== undefined) return existing.variable;
    const name = `${prefix}${variables.size}`;
    const definition = definitionOf(name, type);
    variables.set(key, definition);
    values[name] = exactValue(value);
    return definition.variable;
  };
  const applyTo = (planned: DocumentNode): DocumentNode =>
    withDefinitions(lifted(planned, schema, variableFor), [...variables.values()]);
  // Names follow the order of the whole document, so that a part of it gets the same names.
  applyTo(document);
  return { values, applyTo };
}

type VariableFor = (type: string, value: ValueNode) => VariableNode;

function lifted(document: DocumentNode, schema: GraphQLSchema, variableFor: VariableFor): DocumentNode {
  const info = new TypeInfo(schema);
  const lift = <Node extends { readonly value: ValueNode }>(node: Node): Node | undefined => {
    const type = info.getInputType();
    if (!type || !keepsDigits(type) || !holdsRawNumber(node.value)) return undefined;
    if (!holdsVariable(node.value)) return { ...node, value: variableFor(`${getNullableType(type)}!`, node.value) };
    // A variable beside it has the client's own word that one may stand within such a literal.
    const liftNumber = (number: ConstValueNode) =>
      holdsRawNumber(number) ? variableFor(`${getNamedType(type)}!`, number) : undefined;
    return { ...node, value: visit(node.value, { IntValue: liftNumber, FloatValue: liftNumber }) };
  };
  return visit(
    document,
    visitWithTypeInfo(info, {
      // Defaults are constants, and filled in before.
      VariableDefinition: () => false,
      Argument: lift,
      ObjectField: lift,
    }),
  );
}

/** Whether values of a type may have more digits than a double. */
function keepsDigits(type: GraphQLInputType): boolean {
  const named = getNamedType(type);
  return isScalarType(named) && (named.name === 'Float' || !isSpecifiedScalarType(named));
}

function holdsVariable(node: ValueNode): boolean {
  let found = false;
  visit(node, {
    Variable() {
      found = true;
    },
  });
  return found;
}

const definitionOf = (name: string, type: string): VariableDefinitionNode => ({
  kind: Kind.VARIABLE_DEFINITION,
  variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
  type: parseType(type, { noLocation: true }),
});

const withDefinitions = (document: DocumentNode, added: readonly VariableDefinitionNode[]): DocumentNode => ({
  ...document,
  definitions: document.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION
      ? { ...node, variableDefinitions: [...(node.variableDefinitions ?? []), ...added] }
      : node,
  ),
});

function unusedPrefix(document: DocumentNode): string {
  const text = print(document);
  let prefix = 'literal';
  while (text.includes(`$${prefix}`)) prefix += '_';
  return prefix;
}
