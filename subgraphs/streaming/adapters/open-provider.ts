import type { IngestProvider } from '../provider/ingest-provider.ts';
import type { IngestSettings } from '../settings.ts';

/** The media server that the settings name; null: none is configured. Only what is configured is loaded. */
export async function openProvider(settings: IngestSettings | null, now: () => Date): Promise<IngestProvider | null> {
  if (settings === null) return null;
  switch (settings.provider) {
    case 'nginx-rtmp':
      return (await import('./nginx-rtmp/open-nginx-rtmp.ts')).openNginxRtmp(settings);
    case 'mediamtx':
      return (await import('./mediamtx/open-mediamtx.ts')).openMediamtx(settings, now);
    case 'livekit':
      return (await import('./livekit/open-livekit.ts')).openLivekit(settings, now);
  }
}
