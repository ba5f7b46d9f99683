import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type { ContractChange } from './contract-change.ts';
import { coordinateOf } from './coordinates.ts';

type Input = GraphQLArgument | GraphQLInputField;

/**
 * Arguments and input fields that clients must give from now on: by their type, or because a default is gone
 * (`Int! = 1` to `Int!`). Breaking, as is an input type that takes exactly one of its fields from now on.
 */
export function inputChanges(base: GraphQLSchema, now: GraphQLSchema): readonly ContractChange[] {
  const ofTypes = Object.values(now.getTypeMap()).flatMap((type) => typeChanges(type, base.getType(type.name)));
  const ofDirectives = now.getDirectives().flatMap(({ name, args }) => {
    const formerly = base.getDirective(name)?.args ?? [];
    return requiredNow(formerly, args, isRequiredArgument, (argument) => `@${name}(${argument}:)`);
  });
  return [...ofTypes, ...ofDirectives];
}

function typeChanges(type: GraphQLNamedType, formerly: GraphQLNamedType | undefined): readonly ContractChange[] {
  if (formerly === undefined) return [];
  if (isInputObjectType(type) && isInputObjectType(formerly)) {
    const [before, after] = [formerly, type].map((each) => Object.values(each.getFields()));
    const oneOf: readonly ContractChange[] =
      type.isOneOf && !formerly.isOneOf
        ? [{ level: 'breaking', coordinate: type.name, message: 'takes exactly one of its fields from now on' }]
        : [];
    return [
      ...oneOf,
      ...requiredNow(before ?? [], after ?? [], isRequiredInputField, (name) => coordinateOf([type.name, name])),
    ];
  }
  if (!(isObjectType(type) || isInterfaceType(type)) || !(isObjectType(formerly) || isInterfaceType(formerly)))
    return [];
  return Object.values(type.getFields()).flatMap(({ name, args }) =>
    requiredNow(formerly.getFields()[name]?.args ?? [], args, isRequiredArgument, (argument) =>
      coordinateOf([type.name, name, argument]),
    ),
  );
}

function requiredNow<Kind extends Input>(
  before: readonly Kind[],
  after: readonly Kind[],
  isRequired: (input: Kind) => boolean,
  coordinate: (name: string) => string,
): readonly ContractChange[] {
  return after
    .filter(
      (input) => isRequired(input) && before.some((earlier) => earlier.name === input.name && !isRequired(earlier)),
    )
    .map(({ name }) => ({ level: 'breaking', coordinate: coordinate(name), message: 'must be given from now on' }));
}
