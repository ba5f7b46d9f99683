import {
  type DirectiveNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  visit,
} from 'graphql';
import { fault } from '../../runtime/executor/faults.ts';

type Variables = Readonly<Record<string, unknown>>;

/** The variables used in `@skip` and `@include` of an operation, in document order. */
export function conditionVariables(
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): readonly string[] {
  const names = new Set<string>();
  for (const definition of [operation, ...Object.values(fragments)]) {
    visit(definition, {
      Directive(node) {
        const value = conditionOf(node);
        if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
      },
    });
  }
  return [...names];
}

/** A cache key of the condition values. */
export function conditionKey(names: readonly string[], variables: Variables): string {
  let key = '';
  for (const name of names) key += variables[name] === true ? '1' : variables[name] === false ? '0' : '-';
  return key;
}

/** Whether `@skip` and `@include` keep a selection. @throws a fault when a condition is null. */
export function isSelected(directives: readonly DirectiveNode[] | undefined, variables: Variables): boolean {
  for (const directive of directives ?? []) {
    const condition = conditionOf(directive);
    if (condition !== undefined && holds(condition, variables) === (directive.name.value === 'skip')) return false;
  }
  return true;
}

function conditionOf({ name, arguments: given }: DirectiveNode): ValueNode | undefined {
  return name.value === 'skip' || name.value === 'include' ? given?.[0]?.value : undefined;
}

function holds(condition: ValueNode, variables: Variables): boolean {
  const value =
    condition.kind === Kind.VARIABLE
      ? variables[condition.name.value]
      : condition.kind === Kind.BOOLEAN
        ? condition.value
        : null;
  // https://spec.graphql.org/October2021/#sec--skip: the argument is `Boolean!`, yet a nullable variable with a default may stand there.
  if (typeof value !== 'boolean') throw fault('BAD_USER_INPUT', 'A condition of `@skip` or `@include` is null.');
  return value;
}

/** Whether a directive is `@skip` or `@include`. */
export const isCondition = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include';
