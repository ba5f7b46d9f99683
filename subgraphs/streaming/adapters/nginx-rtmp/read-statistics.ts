import type { PublisherReport } from '../../provider/publisher-report.ts';

/**
 * The connections that publish, from the document of `rtmp_stat`. The module writes it without escapes in what is read here:
 * names of streams, numbers, and the name of the encoder, which is cut at the first `<`.
 */
export function readStatistics(xml: string): PublisherReport[] {
  return [...xml.matchAll(/<stream>([\s\S]*?)<\/stream>/g)].flatMap(([, stream = '']) => {
    const clients = [...stream.matchAll(/<client>([\s\S]*?)<\/client>/g)].map(([, client = '']) => client);
    const publisher = clients.find((client) => client.includes('<publishing/>'));
    if (publisher === undefined) return [];
    const video = /<video>([\s\S]*?)<\/video>/.exec(stream)?.[1] ?? '';
    // What stands in front of the first client is about the stream.
    const [about = ''] = stream.split('<client>');
    return [
      {
        streamId: textOf(about, 'name') ?? '',
        publisher: textOf(publisher, 'id') ?? '',
        receivedBytes: numberOf(about, 'bytes_in') ?? 0,
        bitrateKbps: null,
        framesPerSecond: numberOf(video, 'frame_rate'),
        droppedFrames: numberOf(publisher, 'dropped'),
        encoder: textOf(publisher, 'flashver'),
      },
    ];
  });
}

const textOf = (xml: string, tag: string): string | null =>
  new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1]?.trim() || null;

function numberOf(xml: string, tag: string): number | null {
  const value = Number(textOf(xml, tag) ?? 'none');
  return Number.isFinite(value) ? value : null;
}
