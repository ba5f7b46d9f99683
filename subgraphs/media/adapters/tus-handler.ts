import type { Readable } from 'node:stream';
import { MemoryLocker, Server } from '@tus/server';
import { DataStore, Upload } from '@tus/utils';
import type { RouteRequest } from '../../../runtime/executor/route.ts';
import type { MediaContext } from '../context.ts';

type TusHandler = MediaContext['handleTus'];
type TusUploads = Parameters<TusHandler>[1];

const PATH = '/media/tus';

/** What the library makes a response of. */
const failed = (status: number): Error & { status_code: number; body: string } =>
  Object.assign(new Error(`refused with ${status}`), { status_code: status, body: '' });

const GONE = 410;
const STORAGE_FULL = 507;
const UNAVAILABLE = 503;

/** The uploads of the domain in the form that the library asks for. */
class UploadStore extends DataStore {
  readonly #uploads: TusUploads;
  constructor(uploads: TusUploads) {
    super();
    this.#uploads = uploads;
    this.extensions = ['creation', 'creation-with-upload', 'termination'];
  }
  override async create(upload: Upload): Promise<Upload> {
    return upload;
  }
  override async getUpload(id: string): Promise<Upload> {
    const found = await this.#uploads.find(id);
    if (typeof found === 'number') throw failed(found);
    if (found.state === 'ABORTED' || found.state === 'EXPIRED') throw failed(GONE);
    const offset = found.state === 'COMPLETED' ? found.byteSize : found.receivedBytes;
    return new Upload({ id, size: found.byteSize, offset });
  }
  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const received = await this.#uploads.receive(id, offset, stream).catch((error: unknown) => {
      const name = error instanceof Error ? error.name : '';
      if (name === 'StorageFullError') throw failed(STORAGE_FULL);
      throw name === 'StorageUnavailableError' ? failed(UNAVAILABLE) : error;
    });
    if (typeof received === 'object') throw failed(received.status);
    return received;
  }
  override async remove(id: string): Promise<void> {
    await this.getUpload(id);
    if (!(await this.#uploads.abort(id))) throw failed(GONE);
  }
}

/**
 * Speaks tus 1.0 (tus.io) for the routes below `/media/tus`. A request for an upload whose other request hangs ends that one;
 * of two in different processes the rows decide.
 */
export function createTusHandler(): TusHandler {
  const locker = new MemoryLocker();
  return async (request, uploads) => {
    const begun = new Map<string, string>();
    const server = new Server({
      path: PATH,
      locker,
      datastore: new UploadStore(uploads),
      getFileIdFromRequest: (_, last) => (last === undefined || last === 'tus' ? undefined : idOf(request)),
      async namingFunction({ headers }, metadata) {
        const id = await uploads.begin(Number(headers.get('upload-length')), metadata ?? {});
        if (typeof id === 'number') throw failed(id);
        const upload = await uploads.find(id);
        if (typeof upload === 'number') throw failed(upload);
        begun.set(id, uploads.urlOf(upload));
        return id;
      },
      generateUrl: (_, { id }) => begun.get(id) ?? `${PATH}/${id}`,
    });
    const response = await server.handleWeb(requestOf(request));
    return new Response(response.body, { status: response.status, headers: ownHeaders(response.headers) });
  };
}

const idOf = ({ params }: RouteRequest): string | undefined => params['id'];

/** The address is that of the route, so that nothing that a proxy says of it counts. */
function requestOf({ method, url, headers, body, signal }: RouteRequest): Request {
  const init = { method, headers, signal, ...(body === null ? {} : { body, duplex: 'half' as const }) };
  return new Request(new URL(url.pathname, 'http://media.internal'), init);
}

/** The gateway decides about origins and connections. */
function ownHeaders(headers: Headers): Headers {
  const others = [...headers].filter(([name]) => !name.startsWith('access-control-') && name !== 'connection');
  return new Headers(others);
}
