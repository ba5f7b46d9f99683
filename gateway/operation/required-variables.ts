import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { isCondition } from './conditions.ts';

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/**
 * Nullable variables that are used where null is not allowed. A default of the variable or of the argument makes that
 * valid: https://spec.graphql.org/September2025/#sec-All-Variable-Usages-Are-Allowed
 */
export interface RequiredVariables {
  /** By the field whose arguments use them, or by the introspection field above it. */
  readonly ofFields: ReadonlyMap<FieldNode, readonly string[]>;
  /** Used by directives other than `@skip` and `@include`. */
  readonly ofDirectives: readonly string[];
}

/** Finds such variables in a valid operation and its fragments. */
export function requiredVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
): RequiredVariables {
  const ofFields = new Map<FieldNode, string[]>();
  const ofDirectives = new Set<string>();
  const nullable = new Set(
    (operation.variableDefinitions ?? []).flatMap(({ type, variable }) =>
      type.kind === Kind.NON_NULL_TYPE ? [] : [variable.name.value],
    ),
  );
  if (nullable.size === 0) return { ofFields, ofDirectives: [] };
  for (const definition of [operation, ...Object.values(fragments)]) {
    const info = new TypeInfo(schema);
    const holders: (FieldNode | DirectiveNode)[] = [];
    const hold = {
      enter: (node: FieldNode | DirectiveNode) => void holders.push(node),
      leave: () => void holders.pop(),
    };
    visit(
      definition,
      visitWithTypeInfo(info, {
        VariableDefinition: () => false,
        Field: hold,
        Directive: hold,
        Variable({ name: { value: name } }) {
          if (!nullable.has(name) || !isNonNullType(info.getInputType())) return;
          const holder = holders.at(-1);
          if (holder?.kind === Kind.FIELD) ofFields.set(holder, [...(ofFields.get(holder) ?? []), name]);
          else if (holder !== undefined && !isCondition(holder)) ofDirectives.add(name);
        },
      }),
    );
  }
  addIntrospection(ofFields, operation, fragments);
  return { ofFields, ofDirectives: [...ofDirectives] };
}

/** Assigns variables below introspection to its root field, since introspection is resolved as one value. */
function addIntrospection(
  ofFields: Map<FieldNode, string[]>,
  operation: OperationDefinitionNode,
  fragments: Fragments,
): void {
  if (ofFields.size === 0) return;
  const namesBelow = (node: FieldNode | FragmentDefinitionNode): readonly string[] => {
    const names: string[] = [];
    visit(node, {
      Field: (field) => void names.push(...(ofFields.get(field) ?? [])),
      FragmentSpread({ name }) {
        const fragment = fragments[name.value];
        if (fragment !== undefined) names.push(...namesBelow(fragment));
      },
    });
    return names;
  };
  for (const definition of [operation, ...Object.values(fragments)]) {
    visit(definition, {
      Field(node) {
        if (!isIntrospection(node)) return undefined;
        const names = namesBelow(node);
        if (names.length > 0) ofFields.set(node, [...new Set(names)]);
        return false;
      },
    });
  }
}

/** Whether a field is `__schema` or `__type`. */
export const isIntrospection = ({ name }: FieldNode): boolean => name.value === '__schema' || name.value === '__type';
