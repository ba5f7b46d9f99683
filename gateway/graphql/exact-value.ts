import { type DocumentNode, Kind, type ValueNode, visit } from 'graphql';
import { isRawNumber, numberOf } from '../../runtime/text/json-numbers.ts';

/** The value of a literal, with all digits of its numbers. */
export function exactValue(node: ValueNode, variables?: Readonly<Record<string, unknown>> | null): unknown {
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT:
      return numberOf(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.LIST:
      return node.values.map((value) => exactValue(value, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, exactValue(value, variables)]));
    case Kind.VARIABLE:
      return variables?.[node.name.value];
  }
}

/** Whether a literal or a document contains a number that a double cannot represent exactly. */
export function holdsRawNumber(node: ValueNode | DocumentNode): boolean {
  let found = false;
  const look = ({ value }: { readonly value: string }): void => {
    found ||= isRawNumber(numberOf(value));
  };
  visit(node, { IntValue: look, FloatValue: look });
  return found;
}
