import { type DirectiveNode, Kind, parse, type SelectionSetNode } from 'graphql';

type Applied = Pick<DirectiveNode, 'arguments'>;

/** The text of an argument of a directive; undefined where there is none. */
export function stringOf(directive: Applied, name: string): string | undefined {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** The enum value of an argument of a directive; undefined where there is none. */
export function enumOf(directive: Applied, name: string): string | undefined {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.ENUM ? value.value : undefined;
}

/** The boolean of an argument of a directive; undefined where there is none. */
export function booleanOf(directive: Applied, name: string): boolean | undefined {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

/** The selections of a field set. @throws when it is none. */
export function selectionsOf(fieldSet: string): SelectionSetNode {
  const [operation] = parse(`{${fieldSet}}`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a field set: ${fieldSet}`);
  return operation.selectionSet;
}

const argumentOf = ({ arguments: given }: Applied, name: string) =>
  given?.find((argument) => argument.name.value === name)?.value;
