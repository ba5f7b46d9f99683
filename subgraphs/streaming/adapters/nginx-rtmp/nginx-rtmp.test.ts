import { expect, test } from '@jest/globals';
import { describeProvider } from '../../fixtures/provider-conformance.ts';
import { openNginxRtmp } from './open-nginx-rtmp.ts';
import { readStatistics } from './read-statistics.ts';

/** As nginx-rtmp 1.1.4 writes it. */
const STATISTICS = `<?xml version="1.0" encoding="utf-8" ?><rtmp><bytes_in>999</bytes_in><server>
<application><name>live</name><live><stream><name>str_1</name>
<time>6649</time><bw_in>0</bw_in>
<bytes_in>232297</bytes_in>
<client><id>9</id><address>127.0.0.1</address><flashver>LNX 9,0,124,2</flashver><dropped>3</dropped><active/></client>
<client><id>17</id><address>127.0.0.1</address><flashver>FMLE/3.0 (compatible; Lavf59.27</flashver><dropped>0</dropped><avsync>-22</avsync><publishing/><active/></client>
<meta><video><width>320</width><height>168</height><frame_rate>25</frame_rate><codec>H264</codec></video></meta>
<nclients>2</nclients><publishing/><active/></stream>
<stream><name>str_2</name><bytes_in>5</bytes_in><client><id>4</id><flashver></flashver><dropped>0</dropped></client></stream>
</live></application></server></rtmp>`;

describeProvider({
  name: 'nginx-rtmp',
  open: openNginxRtmp,
  publisher: '17',
  respond: ({ path, headers }) => {
    if (headers.authorization !== `Bearer ${'h'.repeat(40)}`) return { status: 403, body: '' };
    return path === '/statistics' ? { status: 200, body: STATISTICS, type: 'text/xml' } : { status: 200, body: '1' };
  },
  hook: (kind, streamKey) => {
    const call = kind === 'publish' ? 'publish' : 'publish_done';
    const fields = { app: 'live', call, clientid: '17', name: 'str_1', type: 'live', key: streamKey };
    return { body: Buffer.from(new URLSearchParams(fields).toString()), query: `?token=${'h'.repeat(40)}` };
  },
  isDrop: ({ path }) => path === '/control/drop/publisher?app=live&name=str_1',
});

test('statistics name the connection that publishes, not those that play', () => {
  expect(readStatistics(STATISTICS)).toEqual([
    {
      ...{ streamId: 'str_1', publisher: '17', receivedBytes: 232_297, bitrateKbps: null },
      ...{ framesPerSecond: 25, droppedFrames: 0, encoder: 'FMLE/3.0 (compatible; Lavf59.27' },
    },
  ]);
  expect(readStatistics('<rtmp></rtmp>')).toEqual([]);
});
