import {
  federationMetadata,
  isInterfaceType,
  isObjectType,
  type NamedType,
  type Supergraph,
} from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';

/**
 * Maximum number of paths to one field that the planner follows. Without a limit it takes minutes and gigabytes for six
 * nested fields of an interface object (seen with 2.14.4); this many take about a second.
 */
const MAX_PLANNER_PATHS = 2_000;
/**
 * Maximum number of complete plans that the planner compares for one operation; beyond that it takes the first path. With
 * its default of 10,000 an operation of 500 bytes takes 26 s over six subgraphs; with this value, 0.25 s.
 */
const MAX_EVALUATED_PLANS = 100;

/** Creates the query planner of a supergraph. */
export function createPlanner(supergraph: Supergraph): QueryPlanner {
  const planner = new QueryPlanner(supergraph, {
    generateQueryFragments: false,
    debug: { pathsLimit: MAX_PLANNER_PATHS, maxEvaluatedPlans: MAX_EVALUATED_PLANS },
  });
  markExternalFields(planner);
  return planner;
}

/** The properties of a graph vertex (a type in a subgraph) that are used here. */
interface Vertex {
  readonly type: NamedType;
  readonly source: string;
  hasReachableCrossSubgraphEdges: boolean;
}

interface Edge {
  readonly head: Vertex;
  readonly tail: Vertex;
}

interface QueryGraph {
  allVertices(): Iterable<Vertex>;
  allEdges(): Iterable<Edge>;
}

/**
 * Marks types with an external field, and all types that lead to them in the same subgraph, as not completely resolvable
 * there. Otherwise the planner fetches the external field from that subgraph when no key leads away from the type (seen
 * with 2.14.4, whose graph is private: the version is pinned).
 */
function markExternalFields(planner: QueryPlanner): void {
  const graph: unknown = Reflect.get(planner, 'federatedQueryGraph');
  if (!isQueryGraph(graph)) throw new Error('the planner has no graph of this form');
  const heads = Map.groupBy(
    [...graph.allEdges()].filter(({ head, tail }) => head.source === tail.source),
    ({ tail }) => tail,
  );
  const open = [...graph.allVertices()].filter(({ type }) => hasExternalField(type));
  for (let vertex = open.pop(); vertex !== undefined; vertex = open.pop()) {
    if (vertex.hasReachableCrossSubgraphEdges) continue;
    vertex.hasReachableCrossSubgraphEdges = true;
    for (const { head } of heads.get(vertex) ?? []) open.push(head);
  }
}

const isQueryGraph = (graph: unknown): graph is QueryGraph =>
  typeof graph === 'object' && graph !== null && 'allVertices' in graph && 'allEdges' in graph;

function hasExternalField(type: NamedType): boolean {
  if (!(isObjectType(type) || isInterfaceType(type)) || !type.isAttached()) return false;
  const metadata = federationMetadata(type.schema());
  return metadata !== undefined && type.fields().some((field) => metadata.isFieldExternal(field));
}
