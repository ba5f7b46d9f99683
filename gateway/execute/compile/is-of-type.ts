import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** Whether an object with this `__typename` meets a type condition. */
export type IsOfType = (typeName: unknown, condition: string) => boolean;

/** Checks type conditions against a schema. An object without a type name meets none but its own. */
export function createIsOfType(schema: GraphQLSchema): IsOfType {
  return (typeName, condition) => {
    if (typeName === condition) return true;
    if (typeof typeName !== 'string') return false;
    const type = schema.getType(typeName);
    const conditionType = schema.getType(condition);
    if (!isAbstractType(conditionType)) return false;
    return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(conditionType, type);
  };
}
