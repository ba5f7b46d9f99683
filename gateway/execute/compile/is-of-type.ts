import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** What the schema of a supergraph says of type names. */
export type IsOfType = (typeName: unknown, condition: string) => boolean;

/** Tells whether an object that says to be of a type meets a type condition; one that says nothing does not. */
export function createIsOfType(schema: GraphQLSchema): IsOfType {
  return (typeName, condition) => {
    if (typeName === condition) return true;
    if (typeof typeName !== 'string') return false;
    const type = schema.getType(typeName);
    const wanted = schema.getType(condition);
    if (!isAbstractType(wanted)) return false;
    return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type);
  };
}
