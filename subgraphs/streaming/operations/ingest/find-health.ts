import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { StreamingContext } from '../../context.ts';
import type { HealthMeasurement } from '../../repository/ingest.ts';

/** What the host sees of how their stream arrives. */
export interface IngestHealth extends Omit<HealthMeasurement, 'measuredAt'> {
  readonly lastPacketAt: Date | null;
}

interface Needs extends Pick<StreamingContext, 'caller'> {
  readonly repository: Pick<StreamingContext['repository'], 'findIngest'>;
}

/** How the viewer's own stream arrives at the ingest server; null for any other, and where there is no such server. */
export async function findHealth({ caller, repository }: Needs, streamId: string): Promise<IngestHealth | null> {
  const viewerId = viewerOf(caller);
  const ingest = await repository.findIngest(streamId);
  if (ingest === null || ingest.stream.hostId !== viewerId) return null;
  const { bitrateKbps = null, framesPerSecond = null, droppedFrames = null, encoder = null } = ingest.health ?? {};
  return { bitrateKbps, framesPerSecond, droppedFrames, encoder, lastPacketAt: ingest.lastPacketAt };
}
