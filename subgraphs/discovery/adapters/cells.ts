import { cellToLatLng, getResolution, gridDisk, isValidCell, latLngToCell } from 'h3-js';
import { createBoundedCache } from '../../../runtime/limits/bounded-cache.ts';
import type { DiscoveryContext } from '../context.ts';

type Cells = DiscoveryContext['cells'];
type DistanceBucket = NonNullable<ReturnType<Cells['bucketBetween']>>;

/** Cells of this resolution of H3 have 36 square kilometres on average. */
const RESOLUTION = 6;

/** Steps from a cell within which is every cell whose centre is within 100 km: neighbouring centres are 4.5 km apart at the least. */
const DISK_RADIUS = 30;

/** Surroundings of so many cells are kept in memory, at some 50 KB each. */
const MAX_SURROUNDINGS = 200;

/** The grid that people are located by. Coordinates go in, and never come out. `bucketOf` is all that is said of a distance. */
export function createCells(bucketOf: (kilometres: number) => DistanceBucket | null): Cells {
  const surroundings = createBoundedCache<ReadonlyMap<string, DistanceBucket>>(MAX_SURROUNDINGS);
  const kilometresBetween = (one: string, other: string): number => haversine(cellToLatLng(one), cellToLatLng(other));
  const bucketBetween = (one: string, other: string) => bucketOf(kilometresBetween(one, other));
  return {
    cellOf: ({ latitude, longitude }) => latLngToCell(latitude, longitude, RESOLUTION),
    kilometresBetween,
    bucketBetween,
    around(cell) {
      const found = surroundings.get(cell);
      if (found !== undefined) return found;
      if (!isValidCell(cell) || getResolution(cell) !== RESOLUTION) throw new Error('not a cell of the grid');
      const buckets = new Map<string, DistanceBucket>();
      const centre = cellToLatLng(cell);
      for (const other of gridDisk(cell, DISK_RADIUS)) {
        const bucket = bucketOf(haversine(centre, cellToLatLng(other)));
        if (bucket !== null) buckets.set(other, bucket);
      }
      surroundings.set(cell, buckets);
      return buckets;
    },
  };
}

const EARTH_RADIUS_KM = 6_371.0088;

const radians = (degrees = 0): number => (degrees * Math.PI) / 180;

/** Kilometres by the haversine formula. The same from both sides, to the last digit: who asks must make no difference. */
function haversine([latitude, longitude]: readonly number[], [toLatitude, toLongitude]: readonly number[]): number {
  const [from, to] = [radians(latitude), radians(toLatitude)];
  const height = Math.sin((to - from) / 2) ** 2;
  const width = Math.sin((radians(toLongitude) - radians(longitude)) / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, height + Math.cos(from) * Math.cos(to) * width)));
}
