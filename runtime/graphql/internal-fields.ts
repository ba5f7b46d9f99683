import { defaultFieldResolver, type GraphQLSchema, getDirectiveValues, isObjectType } from 'graphql';
import type { Caller } from '../executor/caller.ts';
import { fault } from '../executor/faults.ts';

/**
 * Makes fields with `@internal(callers: …)` refuse everybody but the services that it names with a fault `FORBIDDEN`,
 * before their resolvers run. Changes the schema.
 */
export function guardInternalFields(schema: GraphQLSchema, callerOf: (context: object) => Caller): GraphQLSchema {
  const directive = schema.getDirective('internal');
  if (directive == null) return schema;
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      if (field.astNode == null) continue;
      const callers: unknown = getDirectiveValues(directive, field.astNode)?.['callers'];
      if (!Array.isArray(callers)) continue;
      const guarded =
        <Resolve extends (source: unknown, args: never, context: object, info: never) => unknown>(resolve: Resolve) =>
        (...[source, args, context, info]: Parameters<Resolve>): unknown => {
          const { service } = callerOf(context);
          if (service === null || !callers.includes(service)) throw fault('FORBIDDEN', 'Not for this caller.');
          return resolve(source, args, context, info);
        };
      const { subscribe } = field;
      if (subscribe === undefined) field.resolve = guarded(field.resolve ?? defaultFieldResolver);
      else field.subscribe = guarded(subscribe);
    }
  }
  return schema;
}
