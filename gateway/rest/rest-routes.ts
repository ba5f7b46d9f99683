import { type RouteMap, readRouteMap } from './route-map.ts';
import { type FindRouteOperation, readRouteOperations } from './route-operations.ts';

/** The routes of older systems, with the operations that they lead to. */
export interface RestRoutes {
  readonly map: RouteMap;
  readonly findOperation: FindRouteOperation;
}

/** Reads those of this project. @throws an Error of one line for a map that cannot be read. */
export const readRestRoutes = (): RestRoutes => ({ map: readRouteMap(), findOperation: readRouteOperations() });
