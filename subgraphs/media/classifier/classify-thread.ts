import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';

/** What the thread is asked for, by a number of its own. */
export interface ClassifyRequest {
  readonly id: number;
  readonly path: string;
}

interface Tensor {
  data(): Promise<Float32Array>;
  dispose(): void;
}

/** What is used of packages that may not be installed, and so have no types here. */
interface Packages {
  readonly core: {
    setBackend(name: string): Promise<boolean>;
    tensor4d(values: Float32Array, shape: readonly number[]): Tensor;
    readonly io: { fromMemory(artifacts: object): unknown };
  };
  readonly layers: { loadLayersModel(source: unknown): Promise<{ predict(input: Tensor): Tensor }> };
  readonly wasm: { setWasmPaths(folder: string): void };
  readonly model: {
    modelJson(): Promise<{ default: { modelTopology: object; weightsManifest: readonly { weights: object[] }[] } }>;
    readonly weightBundles: readonly (() => Promise<{ default: string }>)[];
  };
}

const WASM = '@tensorflow/tfjs-backend-wasm';
/** What the model was trained on: pixels from 0 to 1, and these classes in this order. */
const SIDE = 224;
const MAX_CHANNEL = 255;
const LABELS = ['DRAWING', 'HENTAI', 'NEUTRAL', 'PORN', 'SEXY'];

/** Names in variables, since the packages may be absent when types are checked. */
async function loadPackages(): Promise<Packages> {
  const names = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', WASM, 'nsfwjs/models/mobilenet_v2'];
  const [core, layers, wasm, { MobileNetV2Model: model }] = await Promise.all(names.map((name) => import(name)));
  return { core, layers, wasm, model };
}

async function openModel(): Promise<(path: string) => Promise<readonly unknown[]>> {
  const { core, layers, wasm, model } = await loadPackages();
  wasm.setWasmPaths(`${dirname(createRequire(import.meta.url).resolve(WASM))}/`);
  // Plain JavaScript takes ten times as long: never used in silence.
  if (!(await core.setBackend('wasm'))) throw new Error('the WebAssembly backend cannot be used');
  const { modelTopology, weightsManifest } = (await model.modelJson()).default;
  const bundles = await Promise.all(
    model.weightBundles.map(async (load) => Buffer.from((await load()).default, 'base64')),
  );
  // A buffer of its own: a small one of Node shares its memory with others.
  const weightData = new Uint8Array(Buffer.concat(bundles)).buffer;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const network = await layers.loadLayersModel(core.io.fromMemory({ modelTopology, weightSpecs, weightData }));

  return async (path) => {
    const pixels = await sharp(path)
      .flatten({ background: '#ffffff' })
      .resize(SIDE, SIDE, { fit: 'fill' })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    const input = core.tensor4d(
      Float32Array.from(pixels, (channel) => channel / MAX_CHANNEL),
      [1, SIDE, SIDE, 3],
    );
    const output = network.predict(input);
    try {
      const scores = await output.data();
      return LABELS.map((name, at) => ({ name, score: scores[at] }));
    } finally {
      input.dispose();
      output.dispose();
    }
  };
}

const opening = openModel();

parentPort?.on('message', ({ id, path }: ClassifyRequest) => {
  opening
    .then((classify) => classify(path))
    .then(
      (labels) => parentPort?.postMessage({ id, labels }),
      (error: unknown) => parentPort?.postMessage({ id, error: String(error) }),
    );
});
