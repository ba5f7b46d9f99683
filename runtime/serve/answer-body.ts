/** Answers of a subgraph beyond this are refused: they would exhaust the gateway. */
const MAX_ANSWER_BYTES = 10 * 1024 * 1024;

/** Reads a body as text. @throws when it is larger than 10 MiB. */
export async function readAnswer(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('the answer is larger than 10 MiB');
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined
    ? chunks[0].toString('utf8')
    : Buffer.concat(chunks).toString('utf8');
}
