import {
  DirectiveLocation,
  type FloatValueNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLError,
  GraphQLFloat,
  getEnterLeaveForKind,
  getNamedType,
  type IntValueNode,
  Kind,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  type ValidationRule,
} from 'graphql';
import { isCondition } from './conditions.ts';
import { isIntrospection } from './required-variables.ts';

/** The validation rules for documents; in production without introspection. */
export const validationRules = ({ production }: { readonly production: boolean }): readonly ValidationRule[] =>
  production ? PRODUCTION_RULES : RULES;

/** Forbids introspection, except `__typename`. */
const refuseIntrospection: ValidationRule = (context) => ({
  Field(node) {
    if (isIntrospection(node)) context.reportError(new GraphQLError('Introspection is switched off.', { nodes: node }));
  },
});

/**
 * Requires a subscription to have one root field without `@skip` and `@include`.
 * https://spec.graphql.org/September2025/#sec-Single-Root-Field; the rule of graphql-js 16 follows an earlier version and
 * throws when a condition is a variable.
 */
const oneRootField: ValidationRule = (context) => {
  const { enter: countFields } = getEnterLeaveForKind(SingleFieldSubscriptionsRule(context), Kind.OPERATION_DEFINITION);
  return {
    OperationDefinition(node, ...rest) {
      if (node.operation !== OperationTypeNode.SUBSCRIPTION) return;
      const fragmentOf = (name: string) => context.getFragment(name) ?? undefined;
      const nodes = conditionalSelections(node.selectionSet, fragmentOf, new Set());
      if (nodes.length > 0)
        context.reportError(
          new GraphQLError('The root field of a subscription must have no `@skip` or `@include`.', { nodes }),
        );
      else countFields?.(node, ...rest);
    },
  };
};

/**
 * Rejects directives on fragments that are not allowed on inline fragments: fragments are inlined before they are sent to a
 * subgraph, together with their directives.
 */
const refuseFragmentDirectives: ValidationRule = (context) => {
  const check = ({ directives = [] }: FragmentSpreadNode | FragmentDefinitionNode): void => {
    for (const node of directives) {
      const locations = context.getSchema().getDirective(node.name.value)?.locations ?? [
        DirectiveLocation.INLINE_FRAGMENT,
      ];
      if (locations.includes(DirectiveLocation.INLINE_FRAGMENT)) continue;
      const message = `The directive \`@${node.name.value}\` cannot be passed on from a fragment.`;
      context.reportError(new GraphQLError(message, { nodes: node }));
    }
  };
  return { FragmentSpread: check, FragmentDefinition: check };
};

function conditionalSelections(
  { selections }: SelectionSetNode,
  fragmentOf: (name: string) => FragmentDefinitionNode | undefined,
  visited: Set<string>,
): SelectionNode[] {
  return selections.flatMap((node) => {
    const found = (node.directives ?? []).some(isCondition) ? [node] : [];
    if (node.kind === Kind.FIELD) return found;
    if (node.kind === Kind.INLINE_FRAGMENT)
      return [...found, ...conditionalSelections(node.selectionSet, fragmentOf, visited)];
    const fragment = visited.has(node.name.value) ? undefined : fragmentOf(node.name.value);
    visited.add(node.name.value);
    return fragment === undefined
      ? found
      : [...found, ...conditionalSelections(fragment.selectionSet, fragmentOf, visited)];
  });
}

/** Rejects Float literals out of range, as variables are; graphql-js reads them as infinity. */
const refuseInfinity: ValidationRule = (context) => {
  const check = (node: FloatValueNode | IntValueNode): void => {
    const type = context.getInputType();
    if (!type || getNamedType(type) !== GraphQLFloat || Number.isFinite(Number(node.value))) return;
    context.reportError(new GraphQLError(`Float cannot represent ${node.value}.`, { nodes: node }));
  };
  return { FloatValue: check, IntValue: check };
};

const RULES: readonly ValidationRule[] = [
  ...specifiedRules.map((rule) => (rule === SingleFieldSubscriptionsRule ? oneRootField : rule)),
  refuseFragmentDirectives,
  refuseInfinity,
];
const PRODUCTION_RULES: readonly ValidationRule[] = [...RULES, refuseIntrospection];
